internal import JSON
public import TaskModel

/// The actions that an executor can do, by name.
public struct ActionRegistry: Sendable {
    private var actions: [ActionName: any Action] = [:]

    public init(_ actions: [any Action] = []) {
        for action in actions { register(action) }
    }

    /// Adds an action; one of the same name is replaced.
    public mutating func register(_ action: some Action) {
        actions[type(of: action).name] = action
    }

    public var names: [ActionName] { actions.keys.sorted() }

    public subscript(name: ActionName) -> (any Action)? { actions[name] }
}
