import Testing
import Timekeeping
import TimekeepingTesting

@Suite struct LocalDateTimeTests {
    @Test func readsAndGivesItsParts() throws {
        let local = try LocalDateTime(parsing: "2026-06-10t15:04:05.0789")
        #expect((local.year, local.month, local.day) == (2026, 6, 10))
        #expect((local.hour, local.minute, local.second, local.millisecond) == (15, 4, 5, 78))
        #expect(local.description == "2026-06-10T15:04:05.078")
        #expect(
            try local
                == LocalDateTime(year: 2026, month: 6, day: 10, hour: 15, minute: 4, second: 5, millisecond: 78))
    }

    @Test func describesWhatItReads() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<5_000 {
            let local = LocalDateTime(
                milliseconds: .random(
                    in: Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds, using: &random))
            #expect(try LocalDateTime(parsing: local.description) == local)
        }
    }

    @Test(
        arguments: [
            ("2026-06-10T15:00:00Z", .malformed),
            ("2026-06-10T15:00:00+02:00", .malformed),
            ("2026-06-10 15:00:00", .malformed),
            ("2026-06-10", .malformed),
            ("2026-02-30T15:00:00", .impossibleDate),
            ("2026-06-10T24:00:00", .impossibleDate),
            ("2026-06-30T23:59:60", .impossibleDate),
            ("0000-01-01T00:00:00", .outOfRange),
        ] as [(String, TimestampError.Code)])
    func refuses(text: String, code: TimestampError.Code) {
        let error = #expect(throws: TimestampError.self) { try LocalDateTime(parsing: text) }
        #expect(error?.code == code)
    }

    @Test func refusesImpossibleParts() {
        for (millisecond, second, year) in [(1000, 0, 2026), (-1, 0, 2026), (0, 60, 2026), (0, 0, 10_000)] {
            #expect(throws: TimestampError.self) {
                try LocalDateTime(year: year, month: 1, day: 1, second: second, millisecond: millisecond)
            }
        }
    }

    @Test func extremesAreClamped() {
        #expect(LocalDateTime(milliseconds: .min).description == "0000-01-01T00:00:00.000")
        #expect(LocalDateTime(milliseconds: .max).description == "10000-12-31T23:59:59.999")
        #expect(LocalDateTime(milliseconds: .min) < LocalDateTime(milliseconds: .max))
    }
}
