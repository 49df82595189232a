import JSON
import TaskModel

extension FieldReader {
    mutating func group(_ reader: inout JSONReader, _ pointer: String) throws -> TaskGroup? {
        guard let text = try string(&reader, pointer) else { return nil }
        let group = TaskGroup(text)
        if group == nil { add(pointer, TaskGroup.expectation) }
        return group
    }

    /// The words of an array, each once.
    mutating func tags(_ reader: inout JSONReader, _ pointer: String) throws -> [TaskTag] {
        var tags: [TaskTag] = []
        for (index, text) in try strings(&reader, pointer, limit: TaskTag.maximumCount).enumerated() {
            if let tag = TaskTag(text) {
                if !tags.contains(tag) { tags.append(tag) }
            } else {
                add("\(pointer)/\(index)", TaskTag.expectation)
            }
        }
        return tags
    }

    /// An array of at most `limit` strings.
    mutating func strings(_ reader: inout JSONReader, _ pointer: String, limit: Int) throws -> [String] {
        guard try expect(.array, &reader, pointer) else { return [] }
        var texts: [String] = []
        var count = 0
        try reader.readArray { reader in
            count += 1
            guard count <= limit else { return try reader.skipValue() }
            texts.append(try string(&reader, "\(pointer)/\(count - 1)") ?? "")
        }
        if count > limit { add(pointer, "has \(count) elements, at most \(limit) are allowed") }
        return hasError(under: pointer) ? [] : texts
    }
}

extension TaskGroup {
    static let expectation =
        "must be 1 to \(maximumLength) letters or digits of any language, none upper-case, '.', '_' or '-', the first a "
        + "letter or digit"
}

extension TaskTag {
    static let expectation =
        "must have 1 to \(maximumLength) characters, no comma, no control characters, none that can't be seen, and no "
        + "space at its ends"
}
