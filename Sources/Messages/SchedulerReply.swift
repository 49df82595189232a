public import JSON

/// What the scheduler answers.
///
/// A success carries the JSON of the answer as the client will see it, which the API hands on without reading it.
public enum SchedulerReply: Hashable, Sendable {
    case success(RawJSON)
    case failure(Failure)

    /// Why a request was not carried out.
    public struct Failure: Error, Hashable, Sendable {
        public enum Code: String, Sendable {
            /// There is no such task.
            case notFound = "not_found"
            /// There are as many as there may be.
            case tooMany = "too_many"
            /// Something uses it.
            case inUse = "in_use"
            /// The idempotency key came with another request before.
            case keyReused = "key_reused"
            /// The request came too late, or the scheduler can't carry it out at present. It was not applied.
            case unavailable = "unavailable"
            /// There is no room for more.
            case storageFull = "storage_full"
            /// A fault of the scheduler's own.
            case internalError = "internal_error"
        }

        public var code: Code
        public var message: String

        public init(_ code: Code, _ message: String) {
            self.code = code
            self.message = message
        }
    }

    /// The value of the AMQP property `type`, which tells the two cases apart.
    public var type: String {
        switch self {
        case .success: Names.MessageType.reply
        case .failure: Names.MessageType.failure
        }
    }

    public func encoded() -> [UInt8] {
        switch self {
        case .success(let answer): answer.bytes
        case .failure(let failure):
            JSONWriter.object { json in
                json.field("code", failure.code.rawValue)
                json.field("message", failure.message)
            }
        }
    }

    /// - Throws: ``MessageError`` or `JSONError` if the message does not keep to the contract. A success is not read:
    ///   it is as the scheduler wrote it.
    public init(type: String?, decoding body: [UInt8]) throws {
        switch type {
        case Names.MessageType.reply: self = .success(RawJSON(unchecked: body))
        case Names.MessageType.failure: self = .failure(try Failure(decoding: body))
        default: throw MessageError("unknown type of reply: \(type ?? "none")")
        }
    }
}

extension SchedulerReply.Failure {
    fileprivate init(decoding body: [UInt8]) throws {
        var code: Code?
        var message: String?
        try JSONReader.readMessage(body) { reader, field in
            switch field {
            case "code": code = Code(rawValue: try reader.readString()) ?? .internalError
            case "message": message = try reader.readString()
            default: try reader.skipValue()
            }
        }
        self.init(try required(code, "code"), message ?? "")
    }
}
