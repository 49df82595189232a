/// What each process spent on a measurement.
struct CPUShare: Sendable {
    var measurement: String
    /// How many tasks, or messages, it was about.
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
