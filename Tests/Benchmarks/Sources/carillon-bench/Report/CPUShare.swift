import Glibc

/// The CPU time that each process spent on a measurement.
struct CPUShare: Sendable {
    var measurement: String
    /// The number of tasks or messages of the measurement.
    var count: Int
    /// Microseconds of CPU time for each of them, by process.
    var microseconds: [String: Double]
    /// The part of the machine that was busy with something else, from 0 to 1: how noisy the measurement is.
    var others: Double

    /// Microseconds of all processes together.
    var total: Double { microseconds.values.reduce(0, +) }

    /// How many a second the machine could do if it did nothing else and never waited: comparable between runs even where
    /// the machine is shared.
    var capacity: Double { total > 0 ? Double(Machine.cores) * 1e6 / total : 0 }

    init(_ measurement: String, count: Int, from start: ResourceUsage, to end: ResourceUsage) {
        self.measurement = measurement
        self.count = count
        var known = 0.0
        microseconds = [:]
        for (name, seconds) in end.processes {
            let spent = seconds - (start.processes[name] ?? 0)
            known += spent
            microseconds[name] = spent * 1e6 / Double(max(count, 1))
        }
        let available = (end.time - start.time).seconds * Double(Machine.cores)
        others = available > 0 ? max(0, end.machine - start.machine - known) / available : 0
    }
}

/// The CPU time of processes since their start, as the kernel counts it.
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

/// The memory of a process.
struct MemoryUsage: Sendable {
    /// The resident set, in megabytes (10⁶ bytes).
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
