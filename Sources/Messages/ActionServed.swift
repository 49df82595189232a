internal import JSON
public import TaskModel

/// An executor says that it serves an action (`carillon.action.served.v1`): so that people see it before the first task
/// names it, and so that no more goes out than executors can begin with. Said at its start, and once a minute.
public struct ActionServed: Hashable, Sendable {
    /// How often it is said, in seconds.
    public static let interval = 60

    public var action: ActionName
    /// Which executor: the same as long as its process lives.
    public var executor: String?
    /// How many runs of the action it performs at once; 0 when it takes no more.
    public var concurrency: Int?
    /// Whether it performs suspect runs in processes of their own, so that none of them ends the executor.
    public var isolates: Bool

    public init(action: ActionName, executor: String? = nil, concurrency: Int? = nil, isolates: Bool = false) {
        self.action = action
        self.executor = executor
        self.concurrency = concurrency
        self.isolates = isolates
    }

    private static let concurrencyRange = 0...1_000_000

    /// The message, addressed to everyone who listens to events.
    public func message(messageID: String) -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.events, routingKey: Names.RoutingKey.actionServed(action),
            type: Names.MessageType.actionServed, messageID: messageID, persistent: false, mandatory: false,
            expirationMilliseconds: Self.interval * 1000,
            body: JSONWriter.object { json in
                json.field("action", action.rawValue)
                if let executor { json.field("executor", executor) }
                if let concurrency { json.field("concurrency", concurrency) }
                if isolates {
                    json.key("isolates")
                    json.bool(true)
                }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` if the body does not keep to the contract.
    public init(decoding body: [UInt8]) throws {
        var action: ActionName?
        var executor: String?
        var concurrency: Int?
        var isolates = false
        try JSONReader.readMessage(body) { reader, field in
            switch field {
            case "action": action = try reader.readAction()
            case "executor": executor = try reader.readNull() ? nil : RunError.cut(reader.readString(), to: 255)
            case "concurrency": concurrency = try reader.readNull() ? nil : reader.readInt()
            case "isolates": isolates = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        if let count = concurrency, !Self.concurrencyRange.contains(count) {
            throw MessageError("concurrency must be from 0 to \(Self.concurrencyRange.upperBound)")
        }
        self.init(
            action: try required(action, "action"), executor: executor, concurrency: concurrency, isolates: isolates)
    }
}
