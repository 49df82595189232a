/// Why a command did not do what it was asked to.
struct Failure: Error, Sendable {
    var status: Outcome
    /// What is wrong, for people.
    var message: String
    /// What to do about it.
    var hint: String?
    /// What the server said, where it was the server.
    var problem: APIProblem?
    /// Which flag gave which field of the request.
    var flags = FlagMap()

    init(_ status: Outcome, _ message: String, hint: String? = nil) {
        self.status = status
        self.message = message
        self.hint = hint
    }

    init(_ problem: APIProblem, flags: FlagMap, hint: String? = nil) {
        self.init(Outcome(status: problem.status), problem.summary, hint: hint ?? problem.hint)
        self.problem = problem
        self.flags = flags
    }
}
