import Foundation
import Testing
import TimekeepingTesting

@testable import Timekeeping

@Suite struct ZoneFileTests {
    private static func file(_ name: String) throws -> [UInt8] {
        Array(try Data(contentsOf: URL(filePath: "\(ZoneDatabase.system.folder)/\(name)")))
    }

    @Test func whatIsNoFileOfTheDatabaseIsRefused() throws {
        let berlin = try Self.file("Europe/Berlin")
        #expect(ZoneFile(tzif: berlin) != nil)
        #expect(ZoneFile(tzif: []) == nil)
        #expect(ZoneFile(tzif: Array("TZif".utf8)) == nil)
        #expect(ZoneFile(tzif: Array("# tz zone descriptions\n".utf8)) == nil)
        for length in 0..<berlin.count {
            #expect(ZoneFile(tzif: Array(berlin.prefix(length))) == nil, "the first \(length) bytes")
        }
    }

    /// Reading and querying a damaged file never crashes.
    @Test func damagedFilesDoNotTrap() throws {
        var random = SeededGenerator.forTest()
        let files = try ["Europe/Berlin", "America/Nuuk", "Etc/UTC", "Africa/Casablanca"].map { try Self.file($0) }
        var readable = 0
        for _ in 0..<20_000 {
            var bytes = try #require(files.randomElement(using: &random))
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                bytes[Int.random(in: 0..<bytes.count, using: &random)] = .random(in: 0...255, using: &random)
            }
            guard let rules = ZoneFile(tzif: bytes) else { continue }
            readable += 1
            for second in [-62_135_596_800, -1, 0, 1_700_000_000, 253_402_300_799] as [Int64] {
                #expect(abs(rules.offset(at: second)) < 8 * 86_400)
            }
        }
        #expect(readable > 100)
    }

    @Test(arguments: [
        // rule, instant, hours ahead of UTC
        ("UTC0", "2026-07-01T00:00:00Z", 0),
        ("<+0545>-5:45", "2026-07-01T00:00:00Z", 5.75),
        ("EST5EDT", "2026-07-01T00:00:00Z", nil),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T00:59:59Z", 1),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-03-29T01:00:00Z", 2),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T00:59:59Z", 2),
        ("CET-1CEST,M3.5.0,M10.5.0/3", "2026-10-25T01:00:00Z", 1),
        // The south: summer goes over the new year.
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-01-01T00:00:00Z", 11),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T15:59:59Z", 11),
        ("AEST-10AEDT,M10.1.0,M4.1.0/3", "2026-04-04T16:00:00Z", 10),
        ("<+1030>-10:30<+11>-11,M10.1.0,M4.1.0", "2026-10-03T15:30:00Z", 11),
        // Dublin: winter is the exception.
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T00:59:59Z", 0),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-03-29T01:00:00Z", 1),
        ("IST-1GMT0,M10.5.0,M3.5.0/1", "2026-12-31T12:00:00Z", 0),
        // Times before and after the day.
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T00:59:59Z", -2),
        ("<-02>2<-01>,M3.5.0/-1,M10.5.0/0", "2026-03-29T01:00:00Z", -1),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-26T23:59:59Z", 2),
        ("IST-2IDT,M3.4.4/26,M10.5.0", "2026-03-27T00:00:00Z", 3),
        // Days by their number, with and without the leap day.
        ("AAA0BBB,J60/0,J300/0", "2028-02-29T23:59:59Z", 0),
        ("AAA0BBB,J60/0,J300/0", "2028-03-01T00:00:00Z", 1),
        ("AAA0BBB,59/0,300/0", "2028-02-28T23:59:59Z", 0),
        ("AAA0BBB,59/0,300/0", "2028-02-29T00:00:00Z", 1),
        // All year.
        ("XXX3EDT4,0/0,J365/23", "2026-01-01T12:00:00Z", -4),
        ("XXX3EDT4,0/0,J365/23", "2026-12-31T23:00:00Z", -4),
        ("", "2026-01-01T00:00:00Z", nil),
        ("CET", "2026-01-01T00:00:00Z", nil),
        ("CE-1", "2026-01-01T00:00:00Z", nil),
        ("CET-1CEST,M3.5.0", "2026-01-01T00:00:00Z", nil),
        ("CET-1CEST,M13.5.0,M10.5.0/3", "2026-01-01T00:00:00Z", nil),
        ("CET-1CEST,M3.0.0,M10.5.0/3", "2026-01-01T00:00:00Z", nil),
        ("CET-1CEST,M3.5.7,M10.5.0/3", "2026-01-01T00:00:00Z", nil),
        ("CET-1CEST,M3.5.0,M10.5.0/168", "2026-01-01T00:00:00Z", nil),
        ("CET-1CEST,M3.5.0,M10.5.0/3 ", "2026-01-01T00:00:00Z", nil),
        ("<+01-1", "2026-01-01T00:00:00Z", nil),
    ])
    func aRuleThatGoesOnForEver(text: String, instant: String, hours: Double?) throws {
        let second = try Timestamp(rfc3339: instant).milliseconds / 1000
        #expect(PosixZoneRule(text)?.offset(at: second) == hours.map { Int($0 * 3600) })
    }
}
