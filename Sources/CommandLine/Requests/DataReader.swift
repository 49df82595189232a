import JSON

/// Reads what flags give as JSON: the text itself, `@FILE`, or standard input as `-` or `@-`.
struct DataReader: Sendable {
    var readFile: @Sendable (String) throws -> CommandEnvironment.File?
    var readInput: @Sendable () throws -> [UInt8]

    init(_ surroundings: CommandEnvironment) {
        readFile = surroundings.readFile
        readInput = surroundings.readInput
    }

    /// - Throws: ``Failure`` that names the flag, and says what to do where a text is no JSON.
    func json(_ text: String, flag: String) throws -> JSONValue {
        let bytes = try bytes(text, flag: flag)
        do {
            return try JSONValue(parsing: bytes)
        } catch let error as JSONError {
            let isLiteral = text != "-" && !text.hasPrefix("@")
            let isWord = isLiteral && !"{[\"".contains(text.first ?? "{")
            throw Failure(
                .usage, "\(flag) is no JSON: \(error)",
                hint: isWord ? "a text is JSON in quotes: \(flag) '\(JSONValue.string(text).compact)'" : nil)
        }
    }

    private func bytes(_ text: String, flag: String) throws -> [UInt8] {
        if text == "-" || text == "@-" { return try readInput() }
        guard text.hasPrefix("@") else { return Array(text.utf8) }
        return try file(String(text.dropFirst()), flag: flag)
    }

    /// - Throws: ``Failure`` that names the flag.
    func file(_ path: String, flag: String) throws -> [UInt8] {
        let file: CommandEnvironment.File?
        do {
            file = try readFile(path)
        } catch {
            throw Failure(.usage, "\(flag): can't read \(path)")
        }
        guard let file else { throw Failure(.usage, "\(flag): there is no file \(path)") }
        return file.bytes
    }
}
