import Foundation

/// A time zone of the IANA tz database.
///
/// The data is the one Foundation brings along, not the system's `/usr/share/zoneinfo`.
public struct Zone: Hashable, Sendable {
    /// The name the zone was asked for by: two names of one zone, as `Asia/Calcutta` and `Asia/Kolkata`, stay apart.
    public let identifier: String

    /// nil stands for UTC.
    private let timeZone: TimeZone?

    /// Coordinated Universal Time.
    public static let utc = Zone(identifier: "UTC", timeZone: nil)

    /// The zone named `identifier`, in the case in which the tz database has it; nil where there is none.
    ///
    /// Names are `Area/Location`, those without a slash that stand for a country (`Japan`) or a rule that names its
    /// offset (`EST5EDT`), and the names of UTC. Abbreviations are refused even where the database lists them for old
    /// programs: `EST` and `CET` look like a place's time, but one has no summer time and the other has.
    public init?(identifier: String) {
        guard identifier != "UTC" else {
            self = .utc
            return
        }
        // Foundation reads a name no further than a NUL.
        guard !identifier.utf8.contains(0) else { return nil }
        // It also knows abbreviations and "GMT+5", none of which has a slash, and ICU's "SystemV/" zones.
        guard identifier.contains("/") ? !identifier.hasPrefix("SystemV/") : Self.names.contains(identifier) else {
            return nil
        }
        guard let timeZone = TimeZone(identifier: identifier) else { return nil }
        self.init(identifier: identifier, timeZone: timeZone)
    }

    private init(identifier: String, timeZone: TimeZone?) {
        self.identifier = identifier
        self.timeZone = timeZone
    }

    /// How far the zone's clocks are ahead of UTC at `instant`, in seconds; negative west of Greenwich.
    public func secondsAheadOfUTC(at instant: Timestamp) -> Int {
        offset(atUTC: instant.milliseconds)
    }

    /// What the zone's clocks show at `instant`.
    public func local(of instant: Timestamp) -> LocalDateTime {
        LocalDateTime(milliseconds: instant.milliseconds + Int64(offset(atUTC: instant.milliseconds)) * 1000)
    }

    public static func == (left: Zone, right: Zone) -> Bool {
        left.identifier == right.identifier
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
    }

    /// The offset in seconds, as above, also for the day on each side of what a ``Timestamp`` can hold.
    func offset(atUTC milliseconds: Int64) -> Int {
        guard let timeZone else { return 0 }
        // Whole seconds are exact in a Date; a fraction just before a transition might be rounded to the far side.
        let seconds = milliseconds.flooredQuotient(by: 1000)
        return timeZone.secondsFromGMT(for: Date(timeIntervalSince1970: Double(seconds)))
    }

    /// The names without a slash, apart from UTC, abbreviations and "Factory".
    private static let names: Set<String> = [
        "CST6CDT", "Cuba", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich",
        "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MST7MDT", "NZ", "NZ-CHAT",
        "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal",
        "W-SU", "Zulu",
    ]
}
