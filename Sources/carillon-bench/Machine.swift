import Glibc

/// What the figures were measured on.
enum Machine {
    static let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    /// The name of the processor, where the kernel tells it.
    static var processor: String {
        let line = Files.text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ": ").last.map(String.init) ?? "unknown"
    }
}
