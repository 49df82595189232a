import Testing

@testable import CommandLine

struct DurationTextTests {
    @Test(arguments: [
        ("10m", "PT10M"), ("2h30m", "PT2H30M"), ("1d", "P1D"), ("90s", "PT90S"), ("1w2d", "P1W2D"), ("1.5h", "PT1.5H"),
        ("1mo", "P1M"), ("1y", "P1Y"), ("1d12h", "P1DT12H"), ("PT10M", "PT10M"), ("pt10m", "PT10M"), ("10min", "PT10M"),
        ("5sec", "PT5S"),
    ])
    func reads(text: String, iso: String) throws {
        #expect(try DurationText(text, flag: "--in").iso == iso)
    }

    @Test(arguments: ["", "10", "m", "10x", "30m2h", "1m1m", "-5m", "PT", "0s", "10 m", "P1.5M"])
    func refuses(text: String) {
        let failure = #expect(throws: Failure.self) { try DurationText(text, flag: "--in") }
        #expect(failure?.status == .usage)
        #expect(failure?.message.hasPrefix("--in: \"\(text)\"") == true)
    }

    @Test(arguments: [("30", 30), ("30s", 30), ("2m", 120), ("1h", 3600)])
    func seconds(text: String, seconds: Int) throws {
        #expect(try DurationText.seconds(text, flag: "--timeout") == seconds)
    }

    @Test func secondsAreWhole() {
        #expect(throws: Failure.self) { try DurationText.seconds("1.5s", flag: "--timeout") }
    }
}
