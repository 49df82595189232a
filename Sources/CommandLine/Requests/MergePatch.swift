import JSON

/// Computes merge patches (RFC 7396).
enum MergePatch {
    /// The patch from `old` to `new`; `nil` if they are equal.
    ///
    /// - Parameter whole: members that the API replaces instead of merging: the patch contains them in full.
    /// - Throws: ``Failure`` if `new` sets a member to null, which means "remove it" in a merge patch.
    static func between(_ old: JSONValue, _ new: JSONValue, whole: Set<String> = []) throws -> JSONValue? {
        guard old != new else { return nil }
        var (old, full) = (old, JSONValue.object([]))
        for key in whole where old[key] != new[key] {
            // Treated as absent before, so that all of it is new.
            full[key] = new[key]
            if new[key] != nil { old[key] = nil }
        }
        var rest = new
        for member in full.members ?? [] { rest[member.key] = nil }
        var patch = try difference(old, rest, at: "")
        for member in full.members ?? [] { patch[member.key] = member.value }
        return patch
    }

    private static func difference(_ old: JSONValue, _ new: JSONValue, at pointer: String) throws -> JSONValue {
        guard let members = new.members else { return new }
        // The patch first replaces a value that is not an object, so it must contain all of the new one.
        let isObject = old.members != nil
        var patch = JSONValue.object([])
        for member in members where !isObject || old[member.key] != member.value {
            let place = "\(pointer)/\(member.key)"
            guard member.value != .null else {
                throw Failure(
                    .usage, "\(place) can't be set to null: in a merge patch, null removes the member",
                    hint: "leave the member out, or delete the task and add it again")
            }
            patch[member.key] = try difference(old[member.key] ?? .null, member.value, at: place)
        }
        for member in old.members ?? [] where new[member.key] == nil { patch[member.key] = .null }
        return patch
    }
}

/// The fields of a task that a client sets, taken from those that the API shows.
enum WritableFields {
    /// The fields that only the API sets.
    private static let shown: Set<String> = [
        "task_id", "status", "attempt", "retry_at", "waiting", "error", "last_run", "created_at", "updated_at",
        "revision", "anchor",
    ]

    /// The definition that creates a task like this one.
    static func of(_ task: JSONValue) -> JSONValue {
        // The API always shows it, but accepts it only with `on_missed: all`.
        let hasMaximum = task["on_missed"]?.string == "all"
        return .object(
            (task.members ?? []).filter { !shown.contains($0.key) && (hasMaximum || $0.key != "max_missed") })
    }

    /// The fields that can be changed: all but the action.
    static func editable(_ task: JSONValue) -> JSONValue {
        .object((of(task).members ?? []).filter { $0.key != "action" })
    }
}
