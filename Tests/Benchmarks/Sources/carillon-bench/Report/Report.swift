import Glibc
import Synchronization

/// Collects the figures. Each is also printed at once, to standard error.
final class Report: Sendable {
    struct Content: Sendable {
        var figures: [Figure] = []
        var shares: [CPUShare] = []
        /// Lost, repeated or early webhooks, and failed runs.
        var faults: [String] = []
    }

    private let collected = Mutex(Content())

    var content: Content { collected.withLock { $0 } }

    func add(_ figure: Figure) {
        collected.withLock { $0.figures.append(figure) }
        say("  " + ReportTable.cells(of: figure).filter { !$0.isEmpty }.joined(separator: "  "))
    }

    func add(_ share: CPUShare) {
        collected.withLock { $0.shares.append(share) }
        say("  " + ReportTable.line(of: share))
    }

    /// Adds a fault unless `count` is zero.
    func expectNone(_ count: Int, _ what: String) {
        if count != 0 { fault("\(count) \(what)") }
    }

    func fault(_ what: String) {
        collected.withLock { $0.faults.append(what) }
        say("  FAULT: \(what)")
    }

    /// The value of a figure that has been measured, to be the limit of another.
    func value(_ name: String) -> Double? {
        collected.withLock { content in content.figures.last { $0.name == name }?.value }
    }

    /// A limit that was measured as a figure of its own; `nil` if it was not measured.
    func limit(_ name: String) -> Figure.Limit? {
        value(name).map { Figure.Limit(value: $0, what: name) }
    }

    /// The lowest of several limits.
    ///
    /// - Parameter names: each with how often one unit of the figure uses the limited part.
    func lowestLimit(_ names: [(name: String, uses: Double)]) -> Figure.Limit? {
        let limits = names.compactMap { name, uses in
            value(name).map { Figure.Limit(value: $0 / uses, what: uses == 1 ? name : "\(name), \(Int(uses)) each") }
        }
        return limits.min { $0.value < $1.value }
    }

    func say(_ text: String) {
        StandardError.write(text + "\n")
    }
}

/// Standard error, for progress; standard output is for the results.
enum StandardError {
    static func write(_ text: String) {
        let bytes = Array(text.utf8)
        _ = Glibc.write(2, bytes, bytes.count)
    }
}
