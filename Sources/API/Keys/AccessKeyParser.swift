import TaskModel
import Timekeeping

/// Reads the body of `POST /keys`.
enum AccessKeyParser {
    /// The maximum number of groups of a key.
    static let maximumGroups = 32

    /// - Throws: ``Problem``: 400 if the body is not a JSON object, 422 if a field can't be accepted.
    static func parse(_ body: [UInt8], id: AccessKeyID, hash: String, now: Timestamp) throws -> AccessKey {
        var name = ""
        var scopes: Set<AccessScope> = []
        var groups: Set<TaskGroup>?
        var expiry: String?
        var fields = FieldReader("a key", known: ["name", "scopes", "groups", "expires_at"])
        try fields.read(body) { fields, reader, field in
            switch field {
            case "name": name = try fields.string(&reader, "/name") ?? ""
            case "scopes":
                let words = try fields.strings(&reader, "/scopes", limit: AccessScope.allCases.count)
                for (index, word) in words.enumerated() {
                    if let scope = AccessScope(rawValue: word) {
                        scopes.insert(scope)
                    } else {
                        let known = AccessScope.allCases.map(\.rawValue).joined(separator: ", ")
                        fields.add("/scopes/\(index)", "must be one of \(known)")
                    }
                }
            case "groups":
                groups = []
                for (index, text) in try fields.strings(&reader, "/groups", limit: maximumGroups).enumerated() {
                    if let group = TaskGroup(text) {
                        groups?.insert(group)
                    } else {
                        fields.add("/groups/\(index)", TaskGroup.expectation)
                    }
                }
            default: expiry = try fields.string(&reader, "/expires_at")
            }
        }
        fields.require(["name", "scopes"])
        if fields.isPresent("name"), !fields.hasError(at: "/name"), !isName(name) {
            fields.add("/name", "must have 1 to \(AccessKey.maximumNameLength) bytes and no control characters")
        }
        if fields.isPresent("scopes"), !fields.hasError(under: "/scopes"), scopes.isEmpty {
            fields.add("/scopes", "must name at least one")
        }
        if let groups {
            if groups.isEmpty, !fields.hasError(under: "/groups") {
                fields.add("/groups", "must name at least one, or be left out for all")
            }
            if scopes.contains(.admin) { fields.add("/groups", "must be left out with the scope admin") }
        }
        let expiresAt = expiryTime(expiry, now: now, &fields)
        guard fields.errors.isEmpty else { throw Problem.invalid(fields.errors) }
        return AccessKey(
            id: id, name: name, hash: hash, scopes: scopes, groups: groups, createdAt: now, expiresAt: expiresAt)
    }

    private static func isName(_ text: String) -> Bool {
        (1...AccessKey.maximumNameLength).contains(text.utf8.count)
            && text.unicodeScalars.allSatisfy { $0.properties.generalCategory != .control }
    }

    private static func expiryTime(_ text: String?, now: Timestamp, _ fields: inout FieldReader) -> Timestamp? {
        guard let text else { return nil }
        do {
            let time = try TimeField.resolve(text, in: nil, pointer: "/expires_at").instant
            if time <= now { fields.add("/expires_at", "must be later than now") }
            return time
        } catch {
            fields.add(error)
            return nil
        }
    }
}
