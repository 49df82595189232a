#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// How many files, and so connections, the process may have open.
public enum OpenFiles {
    /// Takes as many as the system gives without asking anybody.
    ///
    /// - Returns: how many that are.
    public static func raiseLimit() -> Int {
        #if canImport(Glibc)
            let files = __rlimit_resource_t(RLIMIT_NOFILE.rawValue)
        #else
            let files = RLIMIT_NOFILE
        #endif
        var limit = rlimit()
        guard getrlimit(files, &limit) == 0 else { return 0 }
        var raised = limit
        raised.rlim_cur = limit.rlim_max
        if setrlimit(files, &raised) == 0 { limit = raised }
        return Int(clamping: limit.rlim_cur)
    }
}
