/// A task as somebody calls it: by its id, or by its name.
///
/// What is written as a UUID is an id. A name can look like one, too; with `@` before it, which no name has, it is a
/// name always.
enum TaskReference: Hashable, Sendable {
    case id(String)
    case name(String)

    init(_ text: String) {
        if text.hasPrefix("@") {
            self = .name(String(text.dropFirst()))
        } else if Self.isUUID(text) {
            self = .id(text.lowercased())
        } else {
            self = .name(text)
        }
    }

    /// Where the API has the task.
    var path: String {
        switch self {
        case .id(let id): "/tasks/\(id)"
        case .name(let name): "/tasks/by-name/\(APIRequest.escaped(name))"
        }
    }

    static func isUUID(_ text: String) -> Bool {
        let groups = text.split(separator: "-", omittingEmptySubsequences: false)
        return groups.map(\.utf8.count) == [8, 4, 4, 4, 12]
            && groups.allSatisfy { $0.allSatisfy { $0.isASCII && $0.isHexDigit } }
    }
}
