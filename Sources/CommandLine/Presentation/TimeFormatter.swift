import Timekeeping

/// Formats times in the user's zone, and relative to now.
struct TimeFormatter: Sendable {
    let now: Timestamp
    let zone: Zone

    /// `2026-06-10 15:00:05`; seconds of zero are left out.
    func absolute(_ instant: Timestamp) -> String {
        let local = zone.local(of: instant)
        let text = local.description
        let hasSeconds = local.second != 0
        return "\(text.prefix(10)) \(text.dropFirst(11).prefix(hasSeconds ? 8 : 5))"
    }

    /// `in 3 min`, `2 h ago`, `now`; the coarsest unit that gives a whole number of at least one.
    func relative(_ instant: Timestamp) -> String {
        let milliseconds = instant.milliseconds - now.milliseconds
        let seconds = abs(milliseconds) / 1000
        guard seconds > 0 else { return "now" }
        let text = Self.length(seconds: seconds)
        return milliseconds > 0 ? "in \(text)" : "\(text) ago"
    }

    /// `2026-06-10 15:00 (in 3 min)`.
    func both(_ instant: Timestamp) -> String { "\(absolute(instant)) (\(relative(instant)))" }

    /// Like ``both(_:)`` if the text is a time, else the text itself.
    func both(_ rfc3339: String) -> String { (try? Timestamp(rfc3339: rfc3339)).map { both($0) } ?? rfc3339 }

    private static func length(seconds: Int64) -> String {
        let day: Int64 = 86_400
        switch seconds {
        case ..<60: return "\(seconds) s"
        case ..<3600: return "\(seconds / 60) min"
        case ..<(2 * day):
            let (hours, minutes) = (seconds / 3600, seconds % 3600 / 60)
            return hours < 3 && minutes > 0 ? "\(hours) h \(minutes) min" : "\(hours) h"
        case ..<(60 * day): return "\(seconds / day) days"
        case ..<(730 * day): return "\(seconds / (30 * day)) months"
        default: return "\(seconds / (365 * day)) years"
        }
    }

    /// A duration: `12 ms`, `1.5 s`, `2 min`.
    static func length(milliseconds: Int) -> String {
        switch milliseconds {
        case ..<1000: return "\(milliseconds) ms"
        case ..<60_000:
            let tenths = milliseconds / 100
            return tenths % 10 == 0 ? "\(tenths / 10) s" : "\(tenths / 10).\(tenths % 10) s"
        default: return length(seconds: Int64(milliseconds / 1000))
        }
    }
}
