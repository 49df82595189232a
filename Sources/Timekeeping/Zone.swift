/// A time zone of the IANA tz database, with the rules of the system's ``ZoneDatabase``.
public struct Zone: Hashable, Sendable {
    /// The name the zone was asked for by, or the place that a Windows name stands for: two names of one zone, as
    /// `Asia/Calcutta` and `Asia/Kolkata`, stay apart.
    public let identifier: String

    /// nil stands for UTC.
    private let rules: ZoneRules?

    /// Coordinated Universal Time.
    public static let utc = Zone(identifier: "UTC", rules: nil)

    /// The zone named `identifier`, in the case in which the tz database has it; nil where there is none.
    ///
    /// Names are `Area/Location`, those without a slash that stand for a country (`Japan`) or a rule that names its
    /// offset (`EST5EDT`), and the names of UTC. Abbreviations are refused even where the database lists them for old
    /// programs: `EST` and `CET` look like a place's time, but one has no summer time and the other has. The names that
    /// Windows has, such as `W. Europe Standard Time`, are those of places; ``ZoneName`` says what is wrong with others.
    public init?(identifier: String) {
        let identifier = WindowsZones.places[identifier] ?? identifier
        guard identifier != "UTC" else {
            self = .utc
            return
        }
        let database = ZoneDatabase.system
        let rules = database.known(identifier) ?? (Self.isName(identifier) ? database.read(identifier) : nil)
        guard let rules else { return nil }
        self.init(identifier: identifier, rules: rules)
    }

    private init(identifier: String, rules: ZoneRules?) {
        self.identifier = identifier
        self.rules = rules
    }

    /// Whether it may name a file of the database, and one of those that are zones to people.
    private static func isName(_ identifier: String) -> Bool {
        guard identifier.contains("/") else { return names.contains(identifier) }
        // The longest there is has 32.
        guard identifier.utf8.count <= 64 else { return false }
        let parts = identifier.utf8.split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        return !otherFolders.contains(String(Substring(parts[0])))
            && parts.allSatisfy { part in
                guard let first = part.first, isLetter(first) else { return false }
                return part.allSatisfy { isLetter($0) || "0123456789_+-".utf8.contains($0) }
            }
    }

    private static func isLetter(_ character: UInt8) -> Bool {
        UInt8(ascii: "a")...UInt8(ascii: "z") ~= character | 0x20
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
        rules?.offset(at: milliseconds.flooredQuotient(by: 1000)) ?? 0
    }

    /// Folders with the same zones once more, and with those of another system.
    private static let otherFolders: Set<String> = ["posix", "right", "SystemV"]

    /// The names without a slash, apart from UTC, abbreviations and "Factory".
    private static let names: Set<String> = [
        "CST6CDT", "Cuba", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich",
        "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MST7MDT", "NZ", "NZ-CHAT",
        "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal",
        "W-SU", "Zulu",
    ]
}
