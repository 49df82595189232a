internal import Foundation

/// Where a zone's offsets come from.
enum ZoneRules: Sendable {
    /// The system's tz database.
    case file(ZoneFile)
    /// The data that Foundation brings along, as old as the release of Swift.
    case foundation(TimeZone)

    /// Seconds ahead of UTC at a UTC second.
    func offset(at second: Int64) -> Int {
        switch self {
        case .file(let file): file.offset(at: second)
        // Whole seconds are exact in a Date.
        case .foundation(let zone): zone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(second)))
        }
    }
}
