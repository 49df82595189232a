import HTTPTypes
import Messages
import TaskModel

/// What the sender of a request may do.
struct Access: Hashable, Sendable {
    var scope: AccessScope
    /// Whose tasks it may know of; nil for all.
    var groups: Set<TaskGroup>?

    static let everything = Access(scope: .admin, groups: nil)

    /// - Throws: ``Problem`` 403 where its scope does not reach so far.
    func require(_ needed: AccessScope) throws {
        guard scope < needed else { return }
        throw Problem(
            status: .forbidden,
            detail: "this key has the scope \(scope.rawValue), and the request needs \(needed.rawValue)")
    }

    /// - Throws: ``Problem`` 403 where tasks of this group are none of its business.
    func require(_ group: TaskGroup, at pointer: String = "/group") throws {
        guard let groups, !groups.contains(group) else { return }
        let allowed = groups.sorted().map(\.rawValue).joined(separator: ", ")
        throw Problem(
            status: .forbidden, detail: "this key is for other groups than \(group)",
            errors: [FieldError(pointer, "must be one of \(allowed)")])
    }

    /// The change, but only of tasks that it may know of.
    func limit(_ change: TaskChange) -> TaskChange {
        groups.map { .scoped($0, change) } ?? change
    }
}
