/// The content lines of an iCalendar file (RFC 5545, section 3.1) and their components.
struct CalendarFile: Sendable {
    /// A line such as `DTSTART;TZID=Europe/Berlin:20260110T090000`.
    struct Property: Hashable, Sendable {
        /// The number of its first line, from 1.
        var line: Int
        /// In upper case.
        var name: String
        /// The parameters by their names in upper case, without quotes.
        var parameters: [String: String] = [:]
        var value: String
    }

    /// The lines between `BEGIN` and `END`.
    struct Component: Sendable {
        var line: Int
        /// In upper case.
        var name: String
        var properties: [Property] = []
        var components: [Component] = []

        subscript(_ name: String) -> Property? { properties.first { $0.name == name } }
        func all(_ name: String) -> [Property] { properties.filter { $0.name == name } }
    }

    struct Fault: Hashable, Sendable {
        var line: Int
        var message: String
    }

    /// The outermost components: calendars, as a rule.
    private(set) var components: [Component] = []
    private(set) var faults: [Fault] = []

    init(parsing text: String) {
        self.init(lines: Self.unfolded(Array(text.utf8)).map { ($0.line, String(decoding: $0.bytes, as: UTF8.self)) })
    }

    /// - Throws: ``Failure`` if an unfolded line is not valid UTF-8.
    init(parsing bytes: [UInt8], path: String) throws {
        self.init(
            lines: try Self.unfolded(bytes).map { line in
                guard let text = String(validating: line.bytes, as: UTF8.self) else {
                    throw Failure(notText: bytes, path: path)
                }
                return (line.line, text)
            })
    }

    private init(lines: [(line: Int, text: String)]) {
        var open: [Component] = []
        for (number, line) in lines {
            guard let property = Self.property(line, number) else {
                faults.append(Fault(line: number, message: "expected a line such as DTSTART:20260110T090000Z"))
                continue
            }
            switch property.name {
            case "BEGIN": open.append(Component(line: number, name: property.value.uppercased()))
            case "END":
                guard let last = open.last, last.name == property.value.uppercased() else {
                    faults.append(Fault(line: number, message: "END:\(property.value) has no BEGIN"))
                    continue
                }
                open.removeLast()
                close(last, in: &open)
            default:
                if open.isEmpty {
                    faults.append(Fault(line: number, message: "\(property.name) is outside of a calendar"))
                } else {
                    open[open.count - 1].properties.append(property)
                }
            }
        }
        while let last = open.popLast() {
            faults.append(Fault(line: last.line, message: "\(last.name) has no end: the file is cut off"))
            // The components in it that have an end are complete.
            if last.name == "VCALENDAR" { components.append(last) }
        }
    }

    private mutating func close(_ component: Component, in open: inout [Component]) {
        if open.isEmpty {
            components.append(component)
        } else {
            open[open.count - 1].components.append(component)
        }
    }

    /// The unfolded lines with their numbers: a line that begins with a space or a tab continues the one before. A fold
    /// may be within a character, so that lines are unfolded as bytes.
    private static func unfolded(_ text: [UInt8]) -> [(line: Int, bytes: [UInt8])] {
        var lines: [(line: Int, bytes: [UInt8])] = []
        // A file without line feeds has the line ends of old Macs.
        let end = text.contains(UInt8(ascii: "\n")) ? UInt8(ascii: "\n") : UInt8(ascii: "\r")
        for (index, line) in text.split(separator: end, omittingEmptySubsequences: false).enumerated() {
            var bytes = Array(line)
            if bytes.last == UInt8(ascii: "\r") { bytes.removeLast() }
            if index == 0, bytes.starts(with: [0xEF, 0xBB, 0xBF]) { bytes.removeFirst(3) }
            if let first = bytes.first, first == UInt8(ascii: " ") || first == UInt8(ascii: "\t"), !lines.isEmpty {
                lines[lines.count - 1].bytes += bytes.dropFirst()
            } else {
                lines.append((index + 1, bytes))
            }
        }
        return lines.filter { line in !line.bytes.allSatisfy { " \t".utf8.contains($0) } }
    }

    private static func property(_ line: String, _ number: Int) -> Property? {
        var (parts, isQuoted) = ([""], false)
        var rest = line[...]
        while let character = rest.popFirst() {
            switch character {
            case "\"": isQuoted.toggle()
            case ";" where !isQuoted: parts.append("")
            case ":" where !isQuoted:
                var property = Property(line: number, name: parts[0].uppercased(), value: String(rest))
                guard !property.name.isEmpty else { return nil }
                for part in parts.dropFirst() {
                    guard let equals = part.firstIndex(of: "=") else { return nil }
                    property.parameters[part[..<equals].uppercased()] = String(part[part.index(after: equals)...])
                }
                return property
            default: parts[parts.count - 1].append(character)
            }
        }
        return nil
    }

    /// Resolves the escapes `\n`, `\,` and others of a text (section 3.3.11).
    static func unescaped(_ text: String) -> String {
        var (result, isEscaped) = ("", false)
        for character in text {
            if isEscaped {
                result.append(character == "n" || character == "N" ? "\n" : character)
                isEscaped = false
            } else if character == "\\" {
                isEscaped = true
            } else {
                result.append(character)
            }
        }
        return result
    }
}
