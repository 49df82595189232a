import Testing
import Timekeeping

@testable import CommandLine

struct TimeFormatterTests {
    private let time = TimeFormatter(now: ToolRun.now, zone: Zone(identifier: "Europe/Berlin") ?? .utc)

    @Test(arguments: [
        (0, "now"), (500, "now"), (-500, "now"), (1000, "in 1 s"), (-59_000, "59 s ago"), (180_000, "in 3 min"),
        (-3_600_000, "1 h ago"), (5_400_000, "in 1 h 30 min"), (-7_200_000, "2 h ago"), (18_061_000, "in 5 h"),
        (90_000_000, "in 25 h"), (259_200_000, "in 3 days"), (7_776_000_000, "in 3 months"),
        (126_144_000_000, "in 4 years"),
    ])
    func relative(milliseconds: Int64, text: String) {
        #expect(time.relative(Timestamp(milliseconds: ToolRun.now.milliseconds + milliseconds)) == text)
    }

    @Test(arguments: [
        ("2026-06-10T13:00:00Z", "2026-06-10 15:00"), ("2026-01-10T13:00:05Z", "2026-01-10 14:00:05"),
    ])
    func absolute(instant: String, text: String) throws {
        #expect(time.absolute(try Timestamp(rfc3339: instant)) == text)
    }

    @Test(arguments: [(12, "12 ms"), (1000, "1 s"), (1550, "1.5 s"), (60_000, "1 min"), (7_200_000, "2 h")])
    func lengths(milliseconds: Int, text: String) {
        #expect(TimeFormatter.length(milliseconds: milliseconds) == text)
    }
}
