import Foundation
import JSON
import TestSupport

/// A page of the documentation, with the examples and files that a reader copies from it.
struct ExampleDocument: Sendable {
    struct Malformed: Error, CustomStringConvertible {
        var description: String
    }

    /// A block that begins with "```sh", under a comment such as `<!-- test: name -->`.
    struct Example: Sendable {
        let name: String
        let script: String
        /// The JSON under `<!-- answer: name -->`, if there is any.
        var answer: JSONValue?
    }

    /// A block under `<!-- file: name -->`, or a comment `<!-- hidden: name … -->` in place of a file of the reader's own.
    struct File: Sendable {
        let name: String
        let text: String
    }

    /// In the order of the page.
    var examples: [Example] = []
    var files: [File] = []

    /// - Throws: ``Malformed`` if a block of shell or Python has no name, or an answer belongs to no example.
    init(_ path: String) throws {
        var lines = try String(contentsOf: Repository.file(path), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)[...]
        var before: Substring = ""
        while let line = lines.popFirst() {
            defer { before = line }
            if line.hasPrefix("<!-- hidden: ") {
                let text = lines.prefix { $0 != "-->" }
                lines = lines.dropFirst(text.count + 1)
                files.append(File(name: String(line.dropFirst("<!-- hidden: ".count)), text: Self.joined(text)))
                continue
            }
            guard line.hasPrefix("```"), line != "```" || Self.comment("file", in: before) != nil else { continue }
            let text = lines.prefix { $0 != "```" }
            lines = lines.dropFirst(text.count + 1)
            try add(language: line.dropFirst(3), text: text, before: before, path: path)
        }
    }

    private mutating func add(
        language: Substring, text: ArraySlice<Substring>, before: Substring, path: String
    ) throws {
        let block = text.joined(separator: "\n")
        if let name = Self.comment("file", in: before) {
            files.append(File(name: name, text: Self.joined(text)))
        } else if let name = Self.comment("test", in: before) {
            examples.append(Example(name: name, script: block))
        } else if let name = Self.comment("answer", in: before) {
            guard let index = examples.firstIndex(where: { $0.name == name }) else {
                throw Malformed(description: "\(path): there is no example \(name)")
            }
            examples[index].answer = try JSONValue(parsing: block.utf8)
        } else if language == "sh" || language == "python" {
            throw Malformed(description: "\(path): no test is named for \(block)")
        }
    }

    private static func joined(_ lines: ArraySlice<Substring>) -> String {
        lines.map { $0 + "\n" }.joined()
    }

    /// The name in a line such as `<!-- test: name -->`; `nil` if the line is not such a comment.
    private static func comment(_ kind: String, in line: Substring) -> String? {
        let (start, end) = ("<!-- \(kind): ", " -->")
        guard line.hasPrefix(start), line.hasSuffix(end) else { return nil }
        return String(line.dropFirst(start.count).dropLast(end.count))
    }
}

extension JSONValue {
    /// Whether another value has the same fields, of the same types, all the way down. Of arrays the first elements count.
    func hasShape(of other: JSONValue) -> Bool {
        switch (self, other) {
        case (.object(let mine), .object(let others)):
            return keys == other.keys && mine.count == others.count
                && mine.allSatisfy { member in other[member.key].map { member.value.hasShape(of: $0) } ?? false }
        case (.array(let mine), .array(let others)):
            guard let first = mine.first, let other = others.first else { return mine.isEmpty == others.isEmpty }
            return first.hasShape(of: other)
        case (.string, .string), (.number, .number), (.bool, .bool), (.null, .null): return true
        default: return false
        }
    }
}
