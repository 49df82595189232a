/// The memory of a process.
struct MemoryUsage: Sendable {
    /// What is resident now, in megabytes (10⁶ bytes).
    var resident: Double
    /// The most that was resident since the process started.
    var peak: Double

    init(pid: Int32) {
        var values: [Substring: Double] = [:]
        for line in Files.text("/proc/\(pid)/status").split(separator: "\n") {
            let words = line.split { $0 == " " || $0 == "\t" }
            guard words.count == 3, words[2] == "kB", let kibibytes = Double(words[1]) else { continue }
            values[words[0]] = kibibytes * 1024 / 1e6
        }
        resident = values["VmRSS:"] ?? 0
        peak = values["VmHWM:"] ?? 0
    }
}
