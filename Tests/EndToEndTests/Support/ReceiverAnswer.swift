/// How the receiver answers a request.
struct ReceiverAnswer: Sendable {
    var status = 200
    var headers: [String: String] = [:]
    var body = ""
    /// How long it takes for that.
    var delay = Duration.zero
    /// Whether the answer waits until it is released.
    var isHeld = false

    static let held = ReceiverAnswer(isHeld: true)
}
