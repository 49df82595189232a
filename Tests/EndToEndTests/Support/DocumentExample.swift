import Foundation
import JSON
import TestSupport

/// A shell example of the documentation: a block that begins with "```sh", under a comment that names it.
struct DocumentExample: Sendable {
    struct Malformed: Error, CustomStringConvertible {
        var description: String
    }

    let name: String
    let script: String
    /// The answer that the document shows for it, as JSON, where it does.
    var answer: JSONValue?

    /// The examples of a document, in their order.
    ///
    /// - Throws: ``Malformed`` where a block of shell commands has no name, or an answer belongs to none.
    static func all(in document: String) throws -> [DocumentExample] {
        var examples: [DocumentExample] = []
        var lines = try String(contentsOf: Repository.file(document), encoding: .utf8)
            .split(separator: "\n", omittingEmptySubsequences: false)[...]
        var before: Substring = ""
        while let line = lines.popFirst() {
            defer { before = line }
            guard line.hasPrefix("```"), line != "```" else { continue }
            let text = lines.prefix { $0 != "```" }
            lines = lines.dropFirst(text.count + 1)
            let block = text.joined(separator: "\n")
            if line == "```sh" {
                guard let name = comment("test", in: before) else {
                    throw Malformed(description: "\(document): no test is named for \(block)")
                }
                examples.append(DocumentExample(name: name, script: block))
            } else if let name = comment("answer", in: before) {
                guard let index = examples.firstIndex(where: { $0.name == name }) else {
                    throw Malformed(description: "\(document): there is no example \(name)")
                }
                examples[index].answer = try JSONValue(parsing: block.utf8)
            }
        }
        return examples
    }

    /// The name in a line such as `<!-- test: name -->`.
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
