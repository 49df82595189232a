/// Which flag gave which field of a request, so that an error can name what somebody typed.
struct FlagMap: Hashable, Sendable {
    /// A flag and the text that was given with it.
    struct Entry: Hashable, Sendable {
        var flag: String
        var text: String?
    }

    private var entries: [String: Entry] = [:]

    /// Notes that `flag` gave the field at `pointer`.
    mutating func note(_ pointer: String, _ flag: String, _ text: String? = nil) {
        entries[pointer] = Entry(flag: flag, text: text)
    }

    /// Takes over what another map notes.
    mutating func merge(_ other: FlagMap) {
        entries.merge(other.entries) { $1 }
    }

    /// The flag that gave the field, or what it is part of; or what gave the parts, where there is only one.
    func entry(for pointer: String) -> (entry: Entry, isExact: Bool)? {
        if let entry = entries[pointer] { return (entry, true) }
        var parent = pointer[...]
        while let slash = parent.lastIndex(of: "/") {
            parent = parent[..<slash]
            if let entry = entries[String(parent)] { return (entry, false) }
        }
        let parts = entries.filter { $0.key.hasPrefix(pointer + "/") && !pointer.isEmpty }
        return parts.count == 1 ? parts.first.map { ($0.value, true) } : nil
    }
}
