import Glibc

/// What processes have used so far, as the kernel counts it.
struct ResourceUsage: Sendable {
    /// CPU time of each process, user and system, in seconds. The kernel counts it in hundredths.
    var processes: [String: Double] = [:]
    /// CPU time that the whole machine has been busy, in seconds.
    var machine: Double
    var time = ContinuousClock.now

    private static let ticks = Double(sysconf(Int32(_SC_CLK_TCK)))

    init(of ids: [String: Int32]) {
        for (name, pid) in ids {
            // The name in parentheses may hold anything; utime and stime are the 12th and 13th field after it.
            let fields = Files.text("/proc/\(pid)/stat").split(separator: ")").last?.split(separator: " ") ?? []
            guard fields.count > 12, let user = Double(fields[11]), let system = Double(fields[12]) else { continue }
            processes[name] = (user + system) / Self.ticks
        }
        // user, nice, system, then idle and iowait, then irq, softirq, steal.
        let total = Files.text("/proc/stat").split(separator: "\n").first?.split(separator: " ").dropFirst() ?? []
        let busy = total.prefix(8).enumerated().filter { $0.offset != 3 && $0.offset != 4 }
        machine = busy.compactMap { Double($0.element) }.reduce(0, +) / Self.ticks
    }
}
