#if canImport(Glibc)
    internal import Glibc
#else
    internal import Darwin
#endif

/// The limit of open files, and so of connections, of the process.
public enum OpenFiles {
    /// Raises the limit as far as the system allows without privileges.
    ///
    /// - Returns: the new limit.
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
