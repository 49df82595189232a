import JSON

/// Documents of JSON in one text, one after another, as several calls of a program write them.
enum JSONStream {
    /// - Throws: ``Failure`` that names the line of the document that can't be read.
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
                throw Failure(.usage, "what begins at line \(line) is no JSON: \(error)", hint: "nothing was sent")
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
