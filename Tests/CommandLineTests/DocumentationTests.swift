import ArgumentParser
import Foundation
import Testing

@testable import CommandLine

/// Every command in docs/command-line.md and in the help is one that the tool understands.
struct DocumentationTests {
    @Test func examplesOfTheDocument() throws {
        let root = URL(fileURLWithPath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        let text = try String(contentsOf: root.appending(path: "docs/command-line.md"), encoding: .utf8)
        let examples = text.split(separator: "\n").filter { $0.hasPrefix("    ") }.compactMap(Self.arguments)
        #expect(examples.count > 20)
        for arguments in examples { try check(arguments) }
    }

    @Test(arguments: [
        "", "add", "edit", "import", "export", "redrive", "discard", "preview", "keys create", "limits set", "logs",
    ])
    func examplesOfTheHelp(command: String) async throws {
        let words = command.split(separator: " ").map(String.init)
        let run = await ToolRun.run(list: words + ["--help"])
        let examples = run.output.split(separator: "\n").filter { $0.hasPrefix("  ") || $0.hasPrefix("Example: ") }
            .compactMap(Self.arguments)
        #expect(!examples.isEmpty)
        for arguments in examples { try check(arguments) }
    }

    private func check(_ arguments: [String]) throws {
        #expect(throws: Never.self, "\(arguments)") { try CarillonCommand.parseAsRoot(arguments) }
    }

    /// The arguments of `carillon` in a line of shell; `nil` if it is not called.
    private static func arguments(_ line: Substring) -> [String]? {
        guard let start = line.range(of: "carillon "),
            line[..<start.lowerBound].allSatisfy({ !$0.isLetter })
                || line.contains("| carillon ") || line.contains("EDITOR=") || line.hasPrefix("Example: ")
        else { return nil }
        var (words, word, quote): ([String], String?, Character?) = ([], nil, nil)
        for character in line[start.upperBound...] {
            switch character {
            case _ where character == quote: quote = nil
            case _ where quote != nil: word?.append(character)
            case "'", "\"":
                quote = character
                word = word ?? ""
            case " ":
                if let word { words.append(word) }
                word = nil
            case ">", "|", ")": return words
            default: word = (word ?? "") + String(character)
            }
        }
        return words + (word.map { [$0] } ?? [])
    }
}
