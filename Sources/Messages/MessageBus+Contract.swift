// The messages of the contract and the bus that carries them are used together: an import of one gives both.
@_exported public import MessageBus
public import TaskModel

/// Identifies a message: a repetition has the same one.
public typealias MessageID = EntityID<OutgoingMessage>

extension QueueInspector {
    /// Asks the broker for the state of an action's queue. Returns within some seconds.
    public func inspect(queueOf action: ActionName) async -> QueueInspection {
        await inspect(queue: Names.Queue.action(action))
    }
}
