internal import JSON
public import TaskModel

/// An executor says that it serves an action (`carillon.action.served.v1`): so that people see it before the first task
/// names it. Said at its start, and once a minute.
public struct ActionServed: Hashable, Sendable {
    /// How often it is said, in seconds.
    public static let interval = 60

    public var action: ActionName
    /// Whether it performs suspect runs in processes of their own, so that none of them ends the executor.
    public var isolates: Bool

    public init(action: ActionName, isolates: Bool = false) {
        self.action = action
        self.isolates = isolates
    }

    /// The message, addressed to everyone who listens to events.
    public func message(messageID: String) -> OutgoingMessage {
        OutgoingMessage(
            exchange: Names.Exchange.events, routingKey: Names.RoutingKey.actionServed(action),
            type: Names.MessageType.actionServed, messageID: messageID, persistent: false, mandatory: false,
            expirationMilliseconds: Self.interval * 1000,
            body: JSONWriter.object { json in
                json.field("action", action.rawValue)
                if isolates {
                    json.key("isolates")
                    json.bool(true)
                }
            })
    }

    /// - Throws: ``MessageError`` or `JSONError` where the body does not keep to the contract.
    public init(decoding body: [UInt8]) throws {
        var action: ActionName?
        var isolates = false
        try JSONReader.readMessage(body) { reader, field in
            switch field {
            case "action": action = try reader.readAction()
            case "isolates": isolates = try reader.readBool()
            default: try reader.skipValue()
            }
        }
        self.init(action: try required(action, "action"), isolates: isolates)
    }
}
