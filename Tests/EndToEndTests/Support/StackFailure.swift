/// An error in a test, with what the services had to say.
struct StackFailure: Error, CustomStringConvertible {
    var error: any Error
    var lastWords: String

    var description: String { "\(error)\(lastWords)" }
}
