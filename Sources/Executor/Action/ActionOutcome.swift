package import JSON
public import TaskModel

/// The outcome of performing an action: ``succeeded()``, ``failed(code:message:retryAfter:)`` or
/// ``rejected(code:message:)``, each also with an output.
///
/// An output is any `Encodable` value. It is shown with the run, as JSON with dates in RFC 3339. The limits on texts and
/// outputs are those of `docs/messages.md`: a code has at most 64 bytes, a message at most 2,048; what is longer is cut.
public struct ActionOutcome: Sendable, Hashable {
    /// Whether the work is done, may be tried again, or must not be.
    public typealias Status = RunResult.Outcome

    public let status: Status
    package let error: RunError?
    package let output: RawJSON?
    package let retryAfterSeconds: Double?

    package init(
        _ status: Status, error: RunError? = nil, output: RawJSON? = nil, retryAfterSeconds: Double? = nil
    ) {
        self.status = status
        self.error = error
        self.output = output
        self.retryAfterSeconds = retryAfterSeconds
    }

    // MARK: - Making one

    /// The work is done.
    public static func succeeded() -> ActionOutcome { ActionOutcome(.succeeded) }

    /// The work is done.
    ///
    /// - Throws: the encoder's error if the output can't be written as JSON.
    public static func succeeded(output: some Encodable) throws -> ActionOutcome {
        ActionOutcome(.succeeded, output: try json(output))
    }

    /// The work failed; the retry policy of the task decides about another attempt.
    ///
    /// - Parameters:
    ///   - code: a word for programs, such as `room_full`.
    ///   - message: a sentence for people.
    ///   - retryAfter: the shortest time until the next attempt, if it is known.
    public static func failed(code: String, message: String, retryAfter: Duration? = nil) -> ActionOutcome {
        ActionOutcome(
            .failed, error: RunError(code: code, message: message), retryAfterSeconds: retryAfter.map(seconds))
    }

    /// The work failed; the retry policy of the task decides about another attempt.
    ///
    /// - Throws: the encoder's error if the output can't be written as JSON.
    public static func failed(
        code: String, message: String, output: some Encodable, retryAfter: Duration? = nil
    ) throws -> ActionOutcome {
        ActionOutcome(
            .failed, error: RunError(code: code, message: message), output: try json(output),
            retryAfterSeconds: retryAfter.map(seconds))
    }

    /// The work failed, and another attempt would fail, too: the run is not tried again.
    ///
    /// - Parameters:
    ///   - code: a word for programs, such as `no_such_room`.
    ///   - message: a sentence for people.
    public static func rejected(code: String, message: String) -> ActionOutcome {
        ActionOutcome(.rejected, error: RunError(code: code, message: message))
    }

    /// The work failed, and another attempt would fail, too: the run is not tried again.
    ///
    /// - Throws: the encoder's error if the output can't be written as JSON.
    public static func rejected(code: String, message: String, output: some Encodable) throws -> ActionOutcome {
        ActionOutcome(.rejected, error: RunError(code: code, message: message), output: try json(output))
    }

    // MARK: - Reading one

    /// The code of the failure; `nil` if the work is done.
    public var code: String? { error?.code }

    /// The message of the failure; `nil` if the work is done.
    public var message: String? { error?.message }

    /// The shortest time until the next attempt; `nil` if the action gave none.
    public var retryAfter: Duration? { retryAfterSeconds.map { .seconds($0) } }

    /// Reads the output.
    ///
    /// - Returns: `nil` if there is no output.
    /// - Throws: the decoder's error if the output is not a `Value`.
    public func output<Value: Decodable>(as type: Value.Type) throws -> Value? {
        try output.map { try ActionJSON.decode(type, from: $0.bytes) }
    }

    private static func json(_ value: some Encodable) throws -> RawJSON {
        RawJSON(unchecked: try ActionJSON.encode(value))
    }

    private static func seconds(_ duration: Duration) -> Double {
        Double(duration.components.seconds) + Double(duration.components.attoseconds) * 1e-18
    }
}
