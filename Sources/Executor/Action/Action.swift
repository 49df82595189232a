package import Foundation
public import TaskModel
package import Timekeeping

/// A kind of work that tasks ask for by name and executors perform.
///
/// ```swift
/// struct PostToChat: Action {
///     static let name: ActionName = "chat.post"
///
///     struct Payload: Codable, Sendable {
///         let room: String
///         let text: String
///     }
///
///     func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome {
///         …
///     }
/// }
/// ```
///
/// A run is performed at least once: if an executor dies before its result is recorded, the work is done again. An
/// action that must not repeat its effect compares ``ActionContext/idempotencyKey``, which is the same each time.
public protocol Action: Sendable {
    /// The input of the work, as tasks give it in the field `payload`.
    associatedtype Payload: Sendable

    /// The name that tasks use in the field `action`; also the end of the name of the queue.
    static var name: ActionName { get }

    /// Reads the payload of a task. Payloads that are `Decodable` need not implement it.
    ///
    /// - Parameter json: the payload as the client wrote it: valid JSON in UTF-8.
    /// - Throws: any error if the payload is not valid. The run is rejected with the code `invalid_payload` and not tried
    ///   again.
    static func decode(_ json: [UInt8]) throws -> Payload

    /// Does the work.
    ///
    /// Many runs are performed at the same time. The task that calls this method is cancelled when the time limit of the
    /// run is over or the task of the client is cancelled; the outcome is ignored then. Stop soon, since the next attempt
    /// may begin.
    ///
    /// - Throws: any error if the work failed. It is the same as ``ActionOutcome/failed(code:message:retryAfter:)`` with
    ///   the code `action_error`: the retry policy of the task applies.
    func perform(_ payload: Payload, context: ActionContext) async throws -> ActionOutcome
}

extension Action where Payload: Decodable {
    /// Reads the payload with `JSONDecoder`. A `Date` is a text in RFC 3339, such as `2026-07-01T09:00:00Z`.
    public static func decode(_ json: [UInt8]) throws -> Payload {
        try ActionJSON.decode(Payload.self, from: json)
    }
}

/// The actions of an executor, by name.
package struct ActionRegistry: Sendable {
    private let actions: [ActionName: any Action]

    /// - Parameter actions: their names must differ: of two with the same name, the last one counts.
    package init(_ actions: [any Action] = []) {
        self.actions = Dictionary(actions.map { (type(of: $0).name, $0) }) { _, last in last }
    }

    package subscript(name: ActionName) -> (any Action)? { actions[name] }
}

/// JSON for the `Codable` types of authors: payloads and outputs. Dates are texts in RFC 3339.
package enum ActionJSON {
    package static func decode<Value: Decodable>(_ type: Value.Type, from json: [UInt8]) throws -> Value {
        let decoder = JSONDecoder()
        decoder.dateDecodingStrategy = .custom { decoder in
            let text = try decoder.singleValueContainer().decode(String.self)
            guard let instant = try? Timestamp(rfc3339: text) else {
                let problem = "must be a time in RFC 3339, such as 2026-07-01T09:00:00Z"
                throw DecodingError.dataCorrupted(.init(codingPath: decoder.codingPath, debugDescription: problem))
            }
            return Date(instant)
        }
        return try decoder.decode(type, from: Data(json))
    }

    /// - Throws: the encoder's error if the value can't be written as JSON, such as a number that is not finite.
    package static func encode(_ value: some Encodable) throws -> [UInt8] {
        let encoder = JSONEncoder()
        encoder.outputFormatting = [.sortedKeys, .withoutEscapingSlashes]
        encoder.dateEncodingStrategy = .custom { date, encoder in
            var container = encoder.singleValueContainer()
            try container.encode(Timestamp(date).rfc3339)
        }
        return Array(try encoder.encode(value))
    }

    /// Describes a payload that can't be read, such as "payload/room is missing".
    static func describe(_ error: any Error) -> String {
        if let error = error as? PayloadError { return "payload\(error.pointer) \(error.detail)" }
        guard let error = error as? DecodingError else { return "\(error)" }
        switch error {
        case .keyNotFound(let key, let context): return "\(pointer(context.codingPath + [key])) is missing"
        case .valueNotFound(_, let context): return "\(pointer(context.codingPath)) must not be null"
        case .typeMismatch(let type, let context):
            return "\(pointer(context.codingPath)) has the wrong type: expected \(type)"
        case .dataCorrupted(let context): return "\(pointer(context.codingPath)) \(context.debugDescription)"
        @unknown default: return "\(error)"
        }
    }

    private static func pointer(_ path: [any CodingKey]) -> String {
        "payload" + path.map { "/" + ($0.intValue.map(String.init) ?? $0.stringValue) }.joined()
    }
}

extension Date {
    /// The instant of a timestamp, to the millisecond.
    init(_ timestamp: Timestamp) {
        self.init(timeIntervalSince1970: Double(timestamp.milliseconds) / 1000)
    }
}

extension Timestamp {
    /// The instant of a date, rounded to the millisecond.
    package init(_ date: Date) {
        self.init(milliseconds: Int64((date.timeIntervalSince1970 * 1000).rounded()))
    }
}
