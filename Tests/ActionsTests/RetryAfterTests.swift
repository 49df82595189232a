import Testing
import Timekeeping

@testable import Actions

@Suite struct RetryAfterTests {
    private let now = Timestamp(milliseconds: 784_111_777_000)  // Sun, 06 Nov 1994 08:49:37 GMT

    @Test(arguments: [
        ("120", 120.0), (" 5 ", 5), ("0", 0), ("007", 7), ("20.5", 20.5), ("0.25", 0.25),
        // More than a day is a day, however many digits there are.
        ("86400", 86_400), ("86401", 86_400), ("4294967296", 86_400), ("99999999999999999999999999", 86_400),
        ("1000000.5", 86_400), ("Sun, 06 Nov 2094 08:50:37 GMT", 86_400),
    ])
    func secondsAreCappedAtADay(_ value: String, _ seconds: Double) {
        #expect(RetryAfter.seconds(value, now: now) == seconds)
    }

    @Test(arguments: [
        ("Sun, 06 Nov 1994 08:50:37 GMT", 60.0), ("Sunday, 06-Nov-94 08:50:37 GMT", 60),
        ("Sun Nov  6 08:50:37 1994", 60), ("Sun, 06 Nov 1994 08:00:00 GMT", 0), ("Sun, 06 Nov 1994 08:50:37 +0000", 60),
        ("Sun, 06 Nov 1994 09:50:37 +0100", 60), ("Sun, 06 Nov 1994 03:20:37 -0530", 60),
        ("Mon, 06 Nov 1994 08:50:37 GMT", 60), ("Xyz, 6 november 1994 8:50:37 UTC", 60),
        ("06 Nov 1994 08:50:37", 60), ("Nov 6, 1994 08:50:37", 60), ("sun, 06 nov 1994 08:50:37 gmt", 60),
        ("1994-11-06T08:50:37Z", 60), ("1994-11-06T09:50:37+01:00", 60), ("Sunday, 06-Nov-1994 08:50:37 GMT", 60),
    ])
    func datesAreReadAsBrowsersDo(_ value: String, _ seconds: Double) {
        #expect(RetryAfter.seconds(value, now: now) == seconds)
    }

    @Test(arguments: [
        "", " ", "soon", "-5", "-0.5", "+5", "5s", "1.2.3", "1e3", "20.", ".5", "NaN", "inf", "0x10", "5, 6", "٣",
        "Sun, 06 Nov 1994", "08:50:37", "Sun, 31 Feb 1994 08:50:37 GMT", "Sun, 06 Nov 1994 25:00:00 GMT",
        "Sun, 06 Nov 1994 08:50 GMT", "Sun, 00 Nov 1994 08:50:37 GMT", "Sun, 06 Nov 1500 08:50:37 GMT",
        String(repeating: "Sun, 06 Nov 1994 08:50:37 GMT ", count: 10),
    ])
    func anythingElseIsIgnored(_ value: String) {
        #expect(RetryAfter.seconds(value, now: now) == nil)
    }
}
