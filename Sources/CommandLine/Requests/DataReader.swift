import JSON

/// Reads the JSON of a flag: the text itself, `@FILE`, or standard input for `-` or `@-`.
struct DataReader: Sendable {
    var readFile: @Sendable (String) throws -> CommandEnvironment.File?
    var readInput: @Sendable () throws -> [UInt8]

    init(_ environment: CommandEnvironment) {
        readFile = environment.readFile
        readInput = environment.readInput
    }

    /// - Throws: ``Failure`` with the name of the flag if the text is not JSON, with a hint if it looks like a plain
    ///   string.
    func json(_ text: String, flag: String) throws -> JSONValue {
        let bytes = try bytes(text, flag: flag)
        do {
            return try JSONValue(parsing: bytes)
        } catch let error as JSONError {
            let isLiteral = text != "-" && !text.hasPrefix("@")
            let isWord = isLiteral && !"{[\"".contains(text.first ?? "{")
            throw Failure(
                .usage, "\(flag) is not valid JSON: \(error)",
                hint: isWord ? "a JSON string needs quotes: \(flag) '\(JSONValue.string(text).compact)'" : nil)
        }
    }

    private func bytes(_ text: String, flag: String) throws -> [UInt8] {
        if text == "-" || text == "@-" { return try readInput() }
        guard text.hasPrefix("@") else { return Array(text.utf8) }
        return try file(String(text.dropFirst()), flag: flag)
    }

    /// Reads a file.
    ///
    /// - Throws: ``Failure`` with the name of the flag if the file can't be read.
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

/// Several JSON documents in one text, as several calls of a program write them.
enum JSONStream {
    /// - Throws: ``Failure`` with the line of a document that is not valid JSON.
    static func documents(_ bytes: [UInt8]) throws -> [JSONValue] {
        var documents: [JSONValue] = []
        var (start, depth, inString, isEscaped) = (bytes.startIndex, 0, false, false)
        func add(_ part: ArraySlice<UInt8>) throws {
            guard !part.allSatisfy({ " \t\r\n".utf8.contains($0) }) else { return }
            do {
                documents.append(try JSONValue(parsing: part))
            } catch {
                let newline = UInt8(ascii: "\n")
                let blank = part.prefix { " \t\r\n".utf8.contains($0) }
                let line = bytes[..<blank.endIndex].count { $0 == newline } + 1
                throw Failure(.usage, "the text at line \(line) is not valid JSON: \(error)", hint: "nothing was sent")
            }
        }
        for index in bytes.indices {
            switch bytes[index] {
            case _ where isEscaped: isEscaped = false
            case UInt8(ascii: "\\") where inString: isEscaped = true
            case UInt8(ascii: "\""): inString.toggle()
            case UInt8(ascii: "{") where !inString, UInt8(ascii: "[") where !inString: depth += 1
            case UInt8(ascii: "}") where !inString, UInt8(ascii: "]") where !inString:
                depth -= 1
                guard depth == 0 else { continue }
                try add(bytes[start...index])
                start = index + 1
            default: break
            }
        }
        try add(bytes[start...])
        return documents
    }
}
