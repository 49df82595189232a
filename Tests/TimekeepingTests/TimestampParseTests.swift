import Foundation
import Testing
import Timekeeping
import TimekeepingTesting

@Suite struct TimestampParseTests {
    @Test(
        arguments: [
            ("1970-01-01T00:00:00Z", 0),
            ("2026-06-10T15:00:00Z", 1_781_103_600_000),
            ("2026-06-10t15:00:00z", 1_781_103_600_000),
            ("2026-06-10T17:00:00+02:00", 1_781_103_600_000),
            ("2026-06-10T09:30:00-05:30", 1_781_103_600_000),
            ("2026-06-10T15:00:00-00:00", 1_781_103_600_000),
            ("2026-06-10T15:00:00.5Z", 1_781_103_600_500),
            ("2026-06-10T15:00:00.07Z", 1_781_103_600_070),
            ("2026-06-10T15:00:00.123Z", 1_781_103_600_123),
            ("2026-06-10T15:00:00.123999999999999999999999Z", 1_781_103_600_123),
            ("1969-12-31T23:59:59.999Z", -1),
            ("2000-02-29T00:00:00Z", 951_782_400_000),
            ("0001-01-01T00:00:00Z", -62_135_596_800_000),
            ("0000-12-31T23:00:00-01:00", nil),
            ("0001-01-01T01:00:00+01:00", -62_135_596_800_000),
            ("9999-12-31T23:59:59.999Z", 253_402_300_799_999),
            ("9999-12-31T22:59:59.999-01:00", 253_402_300_799_999),
            ("1990-12-31T23:59:60Z", 662_688_000_000),
            ("1990-12-31T15:59:60-08:00", 662_688_000_000),
            ("1991-01-01T05:29:60.9+05:30", 662_688_000_000),
            ("2015-06-30T23:59:60Z", 1_435_708_800_000),
        ] as [(String, Int64?)])
    func readsRFC3339(text: String, milliseconds: Int64?) throws {
        guard let milliseconds else {
            #expect(throws: TimestampError.self) { try Timestamp(rfc3339: text) }
            return
        }
        #expect(try Timestamp(rfc3339: text) == Timestamp(milliseconds: milliseconds))
    }

    @Test(
        arguments: [
            ("", .malformed),
            ("now", .malformed),
            ("2026-06-10", .malformed),
            ("2026-06-10 15:00:00Z", .malformed),
            ("2026-06-10_15:00:00Z", .malformed),
            ("2026-06-10T15:00:00.Z", .malformed),
            ("2026-06-10T15:00:00.", .malformed),
            ("2026-06-10T15:00:00,5Z", .malformed),
            ("2026-06-10T15:00:00 Z", .malformed),
            ("2026-06-10T15:00:00Z ", .malformed),
            (" 2026-06-10T15:00:00Z", .malformed),
            ("2026-06-10T15:00:00ZZ", .malformed),
            ("2026-06-10T15:00:00Z+02:00", .malformed),
            ("2026-06-10T15:00:00+0200", .malformed),
            ("2026-06-10T15:00:00+02", .malformed),
            ("2026-06-10T15:00:00+2:00", .malformed),
            ("2026-06-10T15:00:00+02:00:00", .malformed),
            ("2026-06-10T15:00:00\u{2212}02:00", .malformed),
            ("2026-06-10T15:00:00+02:0\u{660}", .malformed),
            ("2026-06-10T15:00:00UTC", .malformed),
            ("2026-06-10T15:00:00[Europe/Berlin]", .malformed),
            ("+2026-06-10T15:00:00Z", .malformed),
            ("-026-06-10T15:00:00Z", .malformed),
            ("12026-06-10T15:00:00Z", .malformed),
            ("2026/06/10T15:00:00Z", .malformed),
            ("2026-6-10T15:00:00Z", .malformed),
            ("20260610T150000Z", .malformed),
            ("2026-06-1\u{661}T15:00:00Z", .malformed),
            ("2026-06-10T15:00:00\0", .malformed),
            ("2026-06-10T15:00:00", .missingOffset),
            ("2026-06-10T15:00:00.123", .missingOffset),
            ("2026-02-30T15:00:00", .missingOffset),
            ("2026-00-10T15:00:00Z", .impossibleDate),
            ("2026-13-10T15:00:00Z", .impossibleDate),
            ("2026-06-00T15:00:00Z", .impossibleDate),
            ("2026-06-31T15:00:00Z", .impossibleDate),
            ("2026-02-29T15:00:00Z", .impossibleDate),
            ("2024-02-30T15:00:00Z", .impossibleDate),
            ("1900-02-29T15:00:00Z", .impossibleDate),
            ("2026-06-10T24:00:00Z", .impossibleDate),
            ("2026-06-10T15:60:00Z", .impossibleDate),
            ("2026-06-10T15:00:61Z", .impossibleDate),
            ("2026-06-10T15:00:60Z", .impossibleDate),
            ("2026-06-10T23:59:60Z", .impossibleDate),
            ("2026-03-31T23:59:60Z", .impossibleDate),
            ("1990-12-31T23:59:60-08:00", .impossibleDate),
            ("1990-12-31T23:58:60Z", .impossibleDate),
            ("2026-06-10T15:00:00+24:00", .impossibleDate),
            ("2026-06-10T15:00:00+02:60", .impossibleDate),
            ("0000-01-01T00:00:00Z", .outOfRange),
            ("0001-01-01T00:59:59.999+01:00", .outOfRange),
            ("9999-12-31T23:00:00-01:00", .outOfRange),
            ("9999-12-31T23:59:60Z", .outOfRange),
        ] as [(String, TimestampError.Code)])
    func refuses(text: String, code: TimestampError.Code) {
        let error = #expect(throws: TimestampError.self) { try Timestamp(rfc3339: text) }
        #expect(error?.code == code, "\(error?.message ?? "")")
        #expect(error?.message.isEmpty == false)
    }

    @Test func saysWhatToDoAboutAMissingOffset() {
        let error = #expect(throws: TimestampError.self) { try Timestamp(rfc3339: "2026-06-10T15:00:00") }
        #expect(error?.message == "has no offset; add Z or +hh:mm, or give \"timezone\"")
    }

    /// Every text is read or refused; a text that is read is written and read again with the same value.
    @Test func survivesAnyText() {
        var random = SeededGenerator.forTest()
        let alphabet = Array("0123456789-:.+TtZz \0é").map(String.init)
        var accepted = 0
        for round in 0..<100_000 {
            let text: String
            if round % 4 == 0 {
                text = (0..<Int.random(in: 0...40, using: &random))
                    .map { _ in alphabet.randomElement(using: &random) ?? "" }.joined()
            } else {
                text = mutated(using: &random)
            }
            guard let instant = try? Timestamp(rfc3339: text) else { continue }
            accepted += 1
            #expect((try? Timestamp(rfc3339: instant.rfc3339)) == instant, "\(text.debugDescription)")
        }
        #expect(accepted > 1000, "too few were valid to show anything")
    }

    private func mutated(using random: inout SeededGenerator) -> String {
        let span = Timestamp.earliest.milliseconds...Timestamp.latest.milliseconds
        var bytes = Array(Timestamp(milliseconds: .random(in: span, using: &random)).rfc3339.utf8)
        if Bool.random(using: &random) {
            bytes.removeLast()
            bytes += Array(["+02:00", "-11:30", "+00:00", "+2", "", "+99:99"].randomElement(using: &random)!.utf8)
        }
        for _ in 0..<Int.random(in: 0...3, using: &random) where !bytes.isEmpty {
            let index = bytes.indices.randomElement(using: &random)!
            switch Int.random(in: 0..<5, using: &random) {
            case 0: bytes[index] = UInt8(ascii: "0") + .random(in: 0...9, using: &random)
            case 1: bytes[index] = .random(in: .min ... .max, using: &random)
            case 2: bytes.remove(at: index)
            case 3: bytes.insert(bytes[index], at: index)
            default: bytes.swapAt(index, bytes.indices.randomElement(using: &random)!)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }

    @Test(arguments: [
        ("2026-06-10T15:00Z", "2026-06-10T15:00:00Z"), ("2026-06-10T17:00+02:00", "2026-06-10T15:00:00Z"),
        ("2026-06-10t15:59z", "2026-06-10T15:59:00Z"), ("2026-06-10T00:00-00:00", "2026-06-10T00:00:00Z"),
    ])
    func secondsMayBeLeftOut(_ text: String, _ whole: String) throws {
        #expect(try Timestamp(rfc3339: text) == Timestamp(rfc3339: whole))
        let local = String(text.prefix(16))
        #expect(try LocalDateTime(parsing: local).second == 0)
    }

    @Test(arguments: [
        "2026-06-10T15Z", "2026-06-10T15:00:Z", "2026-06-10T15:00:0Z", "2026-06-10T15:00.5Z", "2026-06-10T15:0Z",
        "2026-06-10T15:00:", "2026-06-10T15:00+02", "2026-06-10 15:00Z", "2026-06-10T24:00Z", "2026-06-10T15:60Z",
    ])
    func halfOfThemMayNot(_ text: String) {
        #expect(throws: TimestampError.self) { try Timestamp(rfc3339: text) }
    }
}
