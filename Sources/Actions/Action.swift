internal import Foundation
public import JSON
public import TaskModel

/// A kind of work that an executor can do.
///
/// ```swift
/// struct PostToChat: Action {
///     static let name: ActionName = "chat.post"
///     struct Payload: Codable, Sendable { let room: String; let text: String }
///
///     func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome { … }
/// }
/// ```
///
/// A run may be performed more than once, should an executor die before its result is recorded. Whoever cares uses
/// ``ActionContext/idempotencyKey``, which is the same each time.
public protocol Action: Sendable {
    /// What a task says of how to do the work.
    associatedtype Payload: Sendable

    /// The name under which tasks ask for it, and the end of its queue's name.
    static var name: ActionName { get }

    /// Reads a task's payload. `Decodable` payloads need not say how.
    ///
    /// - Throws: where the payload is not one. The run is rejected then: trying again would not help.
    static func decode(_ payload: RawJSON) throws -> Payload

    /// Does the work.
    ///
    /// It is cancelled when its time is up, or somebody cancels the task; what it returns after that is ignored. An error thrown is a failure like
    /// ``ActionOutcome/failed(_:output:retryAfterSeconds:)``, to be tried again by the task's policy.
    func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome
}

extension Action where Payload: Decodable {
    public static func decode(_ payload: RawJSON) throws -> Payload {
        try JSONDecoder().decode(Payload.self, from: Data(payload.bytes))
    }
}
