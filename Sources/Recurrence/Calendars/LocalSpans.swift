import Timekeeping

/// Spans of time on the clocks of no zone in particular, such as whole days: in order, and apart from one another.
struct LocalSpans: Hashable, Sendable {
    /// In milliseconds of ``LocalDateTime``.
    private var spans: [Range<Int64>] = []

    var isEmpty: Bool { spans.isEmpty }

    init(_ unordered: [Range<Int64>] = []) {
        for span in unordered.sorted(by: { $0.lowerBound < $1.lowerBound }) where !span.isEmpty {
            if let last = spans.last, span.lowerBound <= last.upperBound {
                spans[spans.count - 1] = last.lowerBound..<max(last.upperBound, span.upperBound)
            } else {
                spans.append(span)
            }
        }
    }

    /// Where the span ends that covers a local time; `nil` if none does.
    func end(covering local: LocalDateTime) -> LocalDateTime? {
        var (low, high) = (0, spans.count)
        while low < high {
            let middle = (low + high) / 2
            if spans[middle].upperBound <= local.milliseconds { low = middle + 1 } else { high = middle }
        }
        guard low < spans.count, spans[low].contains(local.milliseconds) else { return nil }
        return LocalDateTime(milliseconds: spans[low].upperBound)
    }

    /// The milliseconds of a day, and of so many after it.
    static func days(_ first: CivilDate, count: Int = 1) -> Range<Int64> {
        let start = Int64(first.daysSinceEpoch) * LocalDateTime.millisecondsPerDay
        return start..<start + Int64(max(1, count)) * LocalDateTime.millisecondsPerDay
    }
}
