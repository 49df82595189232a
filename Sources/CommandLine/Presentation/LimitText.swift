import Timekeeping

/// Parts of a limit for people.
enum LimitText {
    /// A number without a fraction that says nothing: the API writes 50 a second as `50.0`.
    static func number(_ value: JSONValue?) -> String {
        guard case .number(let text) = value else { return "" }
        return text.hasSuffix(".0") ? String(text.dropLast(2)) : text
    }

    /// How many runs count against it; of a host that holds its share, of how many slots.
    static func outstanding(_ limit: JSONValue) -> String {
        let count = number(limit["outstanding"])
        guard let slots = limit["fair_share"]?["slots"] else { return count }
        return "\(count) of \(number(slots)) slots"
    }

    /// For how long the first of what waits has waited; empty where nothing does.
    static func waiting(_ limit: JSONValue, _ time: TimeFormatter) -> String {
        instant(limit["waiting_since"]).map(time.relative) ?? ""
    }

    /// When a slowed host gets something again, or how much it gets since; empty where it is not slowed.
    static func slowed(_ limit: JSONValue, _ time: TimeFormatter) -> String {
        guard let slowed = limit["slowed"], let end = instant(slowed["until"]) else { return "" }
        guard end <= time.now else { return time.relative(end) }
        return "over, \(number(slowed["max_concurrent"])) at once"
    }

    private static func instant(_ value: JSONValue?) -> Timestamp? {
        value?.text.flatMap { try? Timestamp(rfc3339: $0) }
    }
}
