import Testing

@testable import CommandLine

struct ProblemTextTests {
    private func lines(_ errors: String, _ flags: FlagMap) -> [String] {
        let body =
            #"{"title":"Unprocessable Content","status":422,"detail":"nothing was stored","errors":[\#(errors)]}"#
        return ProblemText.lines(Failure(APIProblem(status: 422, body: Array(body.utf8)), flags: flags), style: .plain)
    }

    private var flags: FlagMap {
        var flags = FlagMap()
        flags.record("/recurrence", "--cron", "0 9 32 * *")
        flags.record("/recurrence/cron", "--cron", "0 9 32 * *")
        flags.record("/payload/url", "URL", "ftp://x")
        flags.record("/retry/max_attempts", "--attempts", "200")
        flags.record("/payload", "--payload")
        return flags
    }

    @Test func namesTheFlagAndPointsAtTheColumn() {
        let error = #"{"pointer":"/recurrence/cron","column":5,"detail":"day of month must be 1 to 31"}"#
        #expect(
            lines(error, flags) == [
                "error: nothing was stored (HTTP 422)", "  --cron: day of month must be 1 to 31", "      0 9 32 * *",
                "          ^",
            ])
    }

    @Test(arguments: [
        ("/recurrence", "--cron: bad"), ("/payload/url", "URL: bad"), ("/retry/max_attempts", "--attempts: bad"),
        ("/retry", "--attempts: bad"), ("/payload/data/x", "--payload (/payload/data/x): bad"),
        ("/other", "/other bad"),
        ("", "bad"),
    ])
    func places(pointer: String, text: String) {
        #expect(lines(#"{"pointer":"\#(pointer)","detail":"bad"}"#, flags)[1] == "  " + text)
    }

    @Test(arguments: [
        (200, Outcome.ok), (400, .refused), (401, .notAllowed), (403, .notAllowed), (404, .notFound),
        (409, .conflict),
        (412, .conflict), (413, .refused), (415, .refused), (422, .refused), (429, .unavailable), (500, .unavailable),
        (503, .unavailable), (507, .unavailable), (302, .refused),
    ])
    func statuses(http: Int, status: Outcome) {
        #expect(Outcome(status: http) == status)
    }

    @Test func anAnswerThatIsNoProblemHasItsStatus() {
        let failure = Failure(APIProblem(status: 502, body: Array("<html>".utf8)), flags: FlagMap())
        #expect(failure.message == "the server gave no reason (HTTP 502)")
        #expect(failure.status == .unavailable)
    }
}
