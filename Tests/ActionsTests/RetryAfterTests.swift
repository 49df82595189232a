import Testing
import Timekeeping

@testable import Actions

@Suite struct RetryAfterTests {
    private let now = Timestamp(milliseconds: 784_111_777_000)  // Sun, 06 Nov 1994 08:49:37 GMT

    @Test(arguments: [
        ("120", 120.0), (" 5 ", 5), ("0", 0), ("Sun, 06 Nov 1994 08:50:37 GMT", 60),
        ("Sunday, 06-Nov-94 08:50:37 GMT", 60), ("Sun Nov  6 08:50:37 1994", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0),
    ])
    func isSecondsOrADate(_ value: String, _ seconds: Double) {
        #expect(RetryAfter.seconds(value, now: now) == seconds)
    }

    @Test(arguments: ["", "soon", "-5", "1.5", "99999999999999"])
    func anythingElseIsIgnored(_ value: String) {
        #expect(RetryAfter.seconds(value, now: now) == nil)
    }
}
