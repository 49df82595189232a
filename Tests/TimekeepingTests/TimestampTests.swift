import Foundation
import Testing
import Timekeeping
import TimekeepingTesting

@Suite struct TimestampTests {
    @Test func formatAndParseAreInverse() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<20_000 {
            let span = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds
            let instant = Timestamp(milliseconds: .random(in: span, using: &random))
            let text = instant.rfc3339
            #expect(try Timestamp(rfc3339: text) == instant)

            var bytes: [UInt8] = [1]
            instant.write(into: &bytes)
            #expect(bytes == [1] + Array(text.utf8))
        }
    }

    /// Foundation's formatter is Julian before 1582, so only since.
    @Test func formatAgreesWithFoundation() {
        var random = SeededGenerator.forTest()
        let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)
        for _ in 0..<5_000 {
            let milliseconds = Int64.random(in: -12_000_000_000_000...Timestamp.latest.milliseconds, using: &random)
            // Half a millisecond more, since Foundation truncates and the Double may be slightly too small.
            let date = Date(timeIntervalSince1970: (Double(milliseconds) + 0.5) / 1000)
            #expect(Timestamp(milliseconds: milliseconds).rfc3339 == date.formatted(style))
        }
    }

    @Test func anyOffsetNamesTheSameInstant() throws {
        var random = SeededGenerator.forTest()
        for _ in 0..<5_000 {
            let day: Int64 = 86_400_000
            let instant = Timestamp(
                milliseconds: .random(
                    in: Timestamp.earliest.milliseconds + day...Timestamp.latest.milliseconds - day, using: &random))
            let minutes = Int.random(in: -1439...1439, using: &random)
            let local = LocalDateTime(milliseconds: instant.milliseconds + Int64(minutes) * 60_000)
            let (hours, rest) = abs(minutes).quotientAndRemainder(dividingBy: 60)
            let digits = "\(hours / 10)\(hours % 10):\(rest / 10)\(rest % 10)"
            #expect(try Timestamp(rfc3339: "\(local)\(minutes < 0 ? "-" : "+")\(digits)") == instant)
        }
    }

    @Test func arithmeticStopsAtTheEnds() {
        let instant = Timestamp(milliseconds: 1_000)
        #expect(instant + .milliseconds(500) == Timestamp(milliseconds: 1_500))
        #expect(instant - .seconds(2) == Timestamp(milliseconds: -1_000))
        #expect(instant + .microseconds(1_999) == Timestamp(milliseconds: 1_001))
        #expect(instant + .seconds(Int64.max) == .latest)
        #expect(instant + .seconds(Int64.min) == .earliest)
        #expect(instant - .seconds(Int64.max) == .earliest)
        #expect(instant - .seconds(Int64.min) == .latest)
        #expect(Timestamp.latest + .milliseconds(1) == .latest)
        #expect(Timestamp.earliest - .milliseconds(1) == .earliest)
        #expect(Timestamp(milliseconds: .max) == .latest)
        #expect(Timestamp(milliseconds: .min) == .earliest)
        #expect(instant.duration(since: Timestamp(milliseconds: 3_000)) == .seconds(-2))
        #expect(Timestamp.latest.duration(since: .earliest) == .milliseconds(315_537_897_599_999))
        var moving = instant
        moving += .seconds(1)
        moving -= .milliseconds(1)
        #expect(moving == Timestamp(milliseconds: 1_999))
        moving.milliseconds = .max
        #expect(moving == .latest)
    }

    @Test(arguments: [
        ("2026-06-10T15:00:00.000Z", "2026-06-10T15:01:00.000Z"),
        ("2026-06-10T15:00:00.001Z", "2026-06-10T15:01:00.000Z"),
        ("2026-06-10T15:00:59.999Z", "2026-06-10T15:01:00.000Z"),
        ("1969-12-31T23:59:59.999Z", "1970-01-01T00:00:00.000Z"),
        ("1969-12-31T23:58:00.000Z", "1969-12-31T23:59:00.000Z"),
        ("9999-12-31T23:59:00.000Z", "9999-12-31T23:59:59.999Z"),
    ])
    func startOfNextMinute(instant: String, expected: String) throws {
        #expect(try Timestamp(rfc3339: instant).startOfNextMinute.rfc3339 == expected)
    }

    @Test func isCodedAsOneString() throws {
        let instants = [Timestamp(milliseconds: 0), .earliest, .latest]
        let json = try JSONEncoder().encode(instants)
        #expect(
            String(decoding: json, as: UTF8.self)
                == #"["1970-01-01T00:00:00.000Z","0001-01-01T00:00:00.000Z","9999-12-31T23:59:59.999Z"]"#)
        #expect(try JSONDecoder().decode([Timestamp].self, from: json) == instants)
    }

    @Test func decodingErrorsSayWhatIsWrong() {
        let error = #expect(throws: DecodingError.self) {
            try JSONDecoder().decode([Timestamp].self, from: Data(#"["2026-06-10T15:00:00"]"#.utf8))
        }
        guard case .dataCorrupted(let context) = error else {
            Issue.record("not dataCorrupted: \(String(describing: error))")
            return
        }
        #expect(context.codingPath.first?.intValue == 0)
        #expect((context.underlyingError as? TimestampError)?.code == .missingOffset)
        #expect(context.debugDescription.hasPrefix("has no offset"))
    }
}
