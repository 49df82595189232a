/// What a merge patch (RFC 7396) must say to make one document of another.
enum MergePatch {
    /// The patch from `old` to `new`; nil where they are the same.
    ///
    /// - Parameter whole: members that the API does not merge but replaces: they are said in full.
    /// - Throws: ``Failure`` where `new` sets a member to null, which a merge patch can only read as "remove it".
    static func between(_ old: JSONValue, _ new: JSONValue, whole: Set<String> = []) throws -> JSONValue? {
        guard old != new else { return nil }
        var (old, full) = (old, JSONValue.object([]))
        for key in whole where old[key] != new[key] {
            // As if there had been nothing, so that all of it counts as new.
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
        // A value that is no object is first emptied by the patch, so all of the new one must be said.
        let isObject = old.members != nil
        var patch = JSONValue.object([])
        for member in members where !isObject || old[member.key] != member.value {
            let place = "\(pointer)/\(member.key)"
            guard member.value != .null else {
                throw Failure(
                    .usage, "\(place) can't be set to null: a merge patch takes that as removing it",
                    hint: "leave the member out, or delete the task and add it anew")
            }
            patch[member.key] = try difference(old[member.key] ?? .null, member.value, at: place)
        }
        for member in old.members ?? [] where new[member.key] == nil { patch[member.key] = .null }
        return patch
    }
}
