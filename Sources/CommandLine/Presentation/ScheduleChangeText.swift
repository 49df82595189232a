import Timekeeping

/// What an edit does to when a task runs: the next occurrences as they were, and as they are.
struct ScheduleChangeText: Sendable {
    let time: TimeFormatter
    let style: Style

    /// Nothing if the answer of the API has no such change.
    func lines(_ answer: JSONValue) -> [String] {
        guard let change = answer["schedule_change"] else { return [] }
        return [("before", style.apply(.dim, "before")), ("after", style.apply(.bold, "after"))].map { key, title in
            let times = (change[key]?.elements ?? []).compactMap(\.text)
            let padding = String(repeating: " ", count: 12 - key.count)
            return "  \(title)\(padding)\(times.isEmpty ? "never" : times.map(text).joined(separator: ", "))"
        }
    }

    private func text(_ rfc3339: String) -> String { (try? Timestamp(rfc3339: rfc3339)).map(time.absolute) ?? rfc3339 }
}
