import Foundation
import Testing
import TimekeepingTesting

@testable import Timekeeping

@Suite struct ZoneTests {
    @Test(arguments: [
        "UTC", "Etc/UTC", "GMT", "Europe/Berlin", "Europe/Kyiv", "America/Argentina/Buenos_Aires", "US/Pacific",
        "Asia/Calcutta", "Asia/Kolkata", "Etc/GMT+5", "Etc/GMT-14", "Japan", "NZ-CHAT", "EST5EDT", "W-SU",
    ])
    func knows(identifier: String) {
        #expect(Zone(identifier: identifier)?.identifier == identifier)
    }

    @Test(arguments: [
        "", " ", "/", "utc", "europe/berlin", "EUROPE/BERLIN", "Europe/Berlin ", " Europe/Berlin", "Europe", "Europe/",
        "Europe/Atlantis", "Berlin", "PST", "PDT", "EST", "MST", "HST", "CET", "CEST", "EET", "MET", "WET", "IST",
        "JST",
        "BST", "ACT", "GMT+5", "GMT+0500", "UTC+3", "UTC+03:00", "+03:00", "Z", "SystemV/AST4", "Etc/GMT+99",
        "Etc/Unknown", "Factory", "localtime", "posixrules", "posix/Europe/Berlin", "right/Europe/Berlin",
        "../Europe/Berlin", "/usr/share/zoneinfo/Europe/Berlin", "Europe/Berlin\0", "Europe/Bérlin", "Local",
    ])
    func refuses(identifier: String) {
        #expect(Zone(identifier: identifier) == nil)
    }

    @Test func knowsAllThatFoundationLists() {
        for identifier in TimeZone.knownTimeZoneIdentifiers {
            #expect(Zone(identifier: identifier) != nil, "\(identifier)")
        }
    }

    @Test func aDatabaseThatIsNotThereIsNotInstalled() {
        #expect(ZoneDatabase.system.isInstalled)
        #expect(!ZoneDatabase(folder: "/nonexistent").isInstalled)
    }

    /// Old names are missing on some systems, and all of them in a small image.
    @Test func whatTheDatabaseLacksComesFromFoundation() throws {
        let database = ZoneDatabase(folder: "/nonexistent")
        let rules = try #require(database.read("US/Pacific"))
        #expect(rules.offset(at: 1_783_000_000) == -7 * 3600)
        #expect(database.read("Europe/Atlantis") == nil)
        guard case .file = try #require(ZoneDatabase.system.read("Europe/Berlin")) else {
            Issue.record("Berlin is not read from \(ZoneDatabase.system.folder)")
            return
        }
    }

    @Test(arguments: [
        // zone, local time, its resolution, instants
        ("UTC", "2026-03-29T02:30:00", "unique", "2026-03-29T02:30:00.000Z", ""),
        ("Europe/Berlin", "2026-03-29T01:59:59.999", "unique", "2026-03-29T00:59:59.999Z", ""),
        ("Europe/Berlin", "2026-03-29T02:00:00", "gap", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/Berlin", "2026-03-29T02:59:59.999", "gap", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/Berlin", "2026-03-29T03:00:00", "unique", "2026-03-29T01:00:00.000Z", ""),
        ("Europe/Berlin", "2026-10-25T01:59:59.999", "unique", "2026-10-24T23:59:59.999Z", ""),
        ("Europe/Berlin", "2026-10-25T02:00:00", "overlap", "2026-10-25T00:00:00.000Z", "2026-10-25T01:00:00.000Z"),
        ("Europe/Berlin", "2026-10-25T02:59:59.999", "overlap", "2026-10-25T00:59:59.999Z", "2026-10-25T01:59:59.999Z"),
        ("Europe/Berlin", "2026-10-25T03:00:00", "unique", "2026-10-25T02:00:00.000Z", ""),
        // Summer time is the standard there, and winter time is an hour less.
        ("Europe/Dublin", "2026-03-29T01:30:00", "gap", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00.000Z"),
        ("Europe/Dublin", "2026-10-25T01:30:00", "overlap", "2026-10-25T00:30:00.000Z", "2026-10-25T01:30:00.000Z"),
        // Half an hour.
        ("Australia/Lord_Howe", "2026-10-04T02:15:00", "gap", "2026-10-03T15:29:59.999Z", "2026-10-03T15:30:00.000Z"),
        ("Australia/Lord_Howe", "2026-10-04T02:30:00", "unique", "2026-10-03T15:30:00.000Z", ""),
        (
            "Australia/Lord_Howe", "2026-04-05T01:45:00", "overlap", "2026-04-04T14:45:00.000Z",
            "2026-04-04T15:15:00.000Z"
        ),
        // Two hours.
        ("Antarctica/Troll", "2026-03-29T02:30:00", "gap", "2026-03-29T00:59:59.999Z", "2026-03-29T01:00:00.000Z"),
        ("Antarctica/Troll", "2026-10-25T01:30:00", "overlap", "2026-10-24T23:30:00.000Z", "2026-10-25T01:30:00.000Z"),
        // A skipped day and a repeated day: changes of the date line, not of summer time.
        ("Pacific/Apia", "2011-12-29T23:59:59.999", "unique", "2011-12-30T09:59:59.999Z", ""),
        ("Pacific/Apia", "2011-12-30T00:00:00", "gap", "2011-12-30T09:59:59.999Z", "2011-12-30T10:00:00.000Z"),
        ("Pacific/Apia", "2011-12-30T23:59:59", "gap", "2011-12-30T09:59:59.999Z", "2011-12-30T10:00:00.000Z"),
        ("Pacific/Apia", "2011-12-31T00:00:00", "unique", "2011-12-30T10:00:00.000Z", ""),
        ("Pacific/Kwajalein", "1969-09-30T12:00:00", "overlap", "1969-09-30T01:00:00.000Z", "1969-10-01T00:00:00.000Z"),
        // Changes of the standard time: Moscow put its clocks back permanently, Istanbul kept summer time.
        ("Europe/Moscow", "2014-10-26T01:30:00", "overlap", "2014-10-25T21:30:00.000Z", "2014-10-25T22:30:00.000Z"),
        ("Europe/Istanbul", "2016-11-06T03:30:00", "unique", "2016-11-06T00:30:00.000Z", ""),
        ("Asia/Pyongyang", "2018-05-04T23:45:00", "gap", "2018-05-04T14:59:59.999Z", "2018-05-04T15:00:00.000Z"),
        // Offsets with seconds: local mean time was 0:53:28 in Berlin until April 1893, -0:44:30 in Monrovia until 1972.
        ("Europe/Berlin", "1893-04-01T00:03:00", "gap", "1893-03-31T23:06:31.999Z", "1893-03-31T23:06:32.000Z"),
        ("Europe/Berlin", "1890-01-01T00:00:00", "unique", "1889-12-31T23:06:32.000Z", ""),
        ("Africa/Monrovia", "1972-01-07T00:30:00", "gap", "1972-01-07T00:44:29.999Z", "1972-01-07T00:44:30.000Z"),
        // In the far future, by the rule.
        ("Europe/Berlin", "9998-07-01T12:00:00", "unique", "9998-07-01T10:00:00.000Z", ""),
        ("America/New_York", "2500-03-14T02:30:00", "gap", "2500-03-14T06:59:59.999Z", "2500-03-14T07:00:00.000Z"),
    ])
    func resolves(zone: String, local: String, kind: String, first: String, second: String) throws {
        let zone = try #require(Zone(identifier: zone))
        let local = try LocalDateTime(parsing: local)
        let one = try Timestamp(rfc3339: first)
        let expected: LocalTimeResolution =
            switch kind {
            case "gap": .gap(before: one, after: try Timestamp(rfc3339: second))
            case "overlap": .overlap(first: one, second: try Timestamp(rfc3339: second))
            default: .unique(one)
            }
        #expect(zone.resolve(local) == expected)
        #expect(zone.instant(of: local).rfc3339 == (kind == "gap" ? second : first))
    }

    @Test func shownTimesResolveToTheirInstant() throws {
        var random = SeededGenerator.forTest()
        let zones = TimeZone.knownTimeZoneIdentifiers.compactMap(Zone.init(identifier:))
        for _ in 0..<50_000 {
            let zone = try #require(zones.randomElement(using: &random))
            let instant = Timestamp(milliseconds: .random(in: -5_000_000_000_000...5_000_000_000_000, using: &random))
            let local = zone.local(of: instant)
            switch zone.resolve(local) {
            case .unique(let only):
                #expect(only == instant, "\(zone.identifier) \(instant)")
            case .overlap(let first, let second):
                #expect(first < second && (first == instant || second == instant), "\(zone.identifier) \(instant)")
                #expect(zone.local(of: first) == local && zone.local(of: second) == local)
            case .gap:
                Issue.record("\(zone.identifier) shows \(local) at \(instant), and it was found to be in a gap")
            }
        }
    }

    /// Around every change of some hundred zones, others with each seed: the instant of a local time is the first one
    /// that shows it or a later time.
    @Test func instantIsTheFirstNotBeforeTheLocalTime() throws {
        var random = SeededGenerator.forTest()
        var (gaps, overlaps) = (0, 0)
        let odd = ["Pacific/Apia", "Pacific/Kwajalein", "Australia/Lord_Howe", "Antarctica/Troll", "Europe/Dublin"]
        for identifier in odd + TimeZone.knownTimeZoneIdentifiers.shuffled(using: &random).prefix(100) {
            let zone = try #require(Zone(identifier: identifier))
            for change in changes(of: zone) {
                let before = zone.local(of: change - .milliseconds(1)).milliseconds + 1
                let after = zone.local(of: change).milliseconds
                for _ in 0..<4 {
                    let local = LocalDateTime(
                        milliseconds: .random(in: min(before, after) - 5...max(before, after) + 5, using: &random))
                    let instant = zone.instant(of: local)
                    #expect(zone.local(of: instant) >= local, "\(identifier) \(local)")
                    #expect(zone.local(of: instant - .milliseconds(1)) < local, "\(identifier) \(local)")
                    #expect(zone.local(of: instant - .hours(20)) < local, "\(identifier) \(local)")
                    switch zone.resolve(local) {
                    case .unique: #expect(zone.local(of: instant) == local, "\(identifier) \(local)")
                    case .gap(let last, let first):
                        gaps += 1
                        #expect(first == change && last == change - .milliseconds(1), "\(identifier) \(local)")
                    case .overlap(let first, let second):
                        overlaps += 1
                        #expect(first < change && second >= change, "\(identifier) \(local)")
                    }
                }
            }
        }
        #expect(gaps > 5_000 && overlaps > 5_000, "too few to show anything: \(gaps) gaps, \(overlaps) overlaps")
    }

    /// The changes of offset from 1840 to 2060, which must be further apart than the resolution of local times relies on.
    private func changes(of zone: Zone) -> [Timestamp] {
        let end = Timestamp(milliseconds: 2_840_140_800_000)
        var changes: [Timestamp] = []
        while let change = zone.firstChange(
            after: changes.last ?? Timestamp(milliseconds: -4_102_444_800_000), until: end)
        {
            if let last = changes.last {
                #expect(change.duration(since: last) > .hours(52), "\(zone.identifier) \(last) \(change)")
            }
            changes.append(change)
        }
        return changes
    }

    @Test func extremesDoNotTrap() throws {
        for identifier in ["UTC", "Pacific/Kiritimati", "Pacific/Niue", "Asia/Manila"] {
            let zone = try #require(Zone(identifier: identifier))
            for instant in [Timestamp.earliest, .latest] {
                #expect(zone.instant(of: zone.local(of: instant)) == instant)
            }
            #expect(zone.instant(of: LocalDateTime(milliseconds: .max)) == .latest)
            #expect(zone.instant(of: LocalDateTime(milliseconds: .min)) == .earliest)
        }
    }

    @Test func namesTellZonesApart() {
        #expect(Zone(identifier: "UTC") == .utc)
        #expect(Zone(identifier: "Europe/Berlin") == Zone(identifier: "Europe/Berlin"))
        #expect(Zone(identifier: "Europe/Berlin")?.hashValue == Zone(identifier: "Europe/Berlin")?.hashValue)
        #expect(Zone(identifier: "Europe/Berlin") != Zone(identifier: "Europe/Paris"))
    }
}

extension Duration {
    fileprivate static func hours(_ hours: Int64) -> Duration { .seconds(hours * 3600) }
}
