/// A time zone of the IANA tz database, with the rules of the system's ``ZoneDatabase``.
public struct Zone: Hashable, Sendable {
    /// The name that was given, or the IANA name for a Windows name. Two names of one zone, such as `Asia/Calcutta` and
    /// `Asia/Kolkata`, stay different.
    public let identifier: String

    /// `nil` for UTC.
    private let rules: ZoneRules?

    /// Coordinated Universal Time.
    public static let utc = Zone(identifier: "UTC", rules: nil)

    /// Creates the zone with the name `identifier`, in the case of the tz database; `nil` if there is none.
    ///
    /// Valid names are `Area/Location`, names without a slash that stand for a country (`Japan`) or a rule with its
    /// offset (`EST5EDT`), and the names of UTC. Abbreviations are refused, even those that the database lists for old
    /// programs: `EST` and `CET` look like the time of a place, but one has no summer time and the other has. Windows
    /// names such as `W. Europe Standard Time` are accepted; ``ZoneName`` explains what is wrong with other names.
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

    /// Whether it can be the name of a file of the database that is a zone for users.
    private static func isName(_ identifier: String) -> Bool {
        guard identifier.contains("/") else { return names.contains(identifier) }
        // The longest known name has 32 bytes.
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

    /// The local time at `instant`.
    public func local(of instant: Timestamp) -> LocalDateTime {
        LocalDateTime(milliseconds: instant.milliseconds + Int64(offset(atUTC: instant.milliseconds)) * 1000)
    }

    public static func == (left: Zone, right: Zone) -> Bool {
        left.identifier == right.identifier
    }

    public func hash(into hasher: inout Hasher) {
        hasher.combine(identifier)
    }

    /// The offset in seconds, also for one day before and after the range of ``Timestamp``.
    func offset(atUTC milliseconds: Int64) -> Int {
        rules?.offset(at: milliseconds.flooredQuotient(by: 1000)) ?? 0
    }

    /// Folders with copies of the same zones, and with those of another system.
    private static let otherFolders: Set<String> = ["posix", "right", "SystemV"]

    /// The names without a slash, apart from UTC, abbreviations and "Factory".
    private static let names: Set<String> = [
        "CST6CDT", "Cuba", "EST5EDT", "Egypt", "Eire", "GB", "GB-Eire", "GMT", "GMT+0", "GMT-0", "GMT0", "Greenwich",
        "Hongkong", "Iceland", "Iran", "Israel", "Jamaica", "Japan", "Kwajalein", "Libya", "MST7MDT", "NZ", "NZ-CHAT",
        "Navajo", "PRC", "PST8PDT", "Poland", "Portugal", "ROC", "ROK", "Singapore", "Turkey", "UCT", "Universal",
        "W-SU", "Zulu",
    ]
}
