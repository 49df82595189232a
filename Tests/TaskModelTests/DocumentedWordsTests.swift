import Foundation
import TaskModel
import Testing

/// The lists of words in docs/http-api.md are the cases of the types.
struct DocumentedWordsTests {
    private static let page: String = {
        let root = URL(filePath: #filePath).deletingLastPathComponent().deletingLastPathComponent()
            .deletingLastPathComponent()
        return (try? String(contentsOf: root.appending(path: "docs/http-api.md"), encoding: .utf8)) ?? ""
    }()

    @Test func statuses() {
        #expect(Self.firstColumn(under: "| status | means |") == Set(TaskStatus.allCases.map(\.name)))
    }

    @Test func states() throws {
        let row = try #require(Self.page.split(separator: "\n").first { $0.hasPrefix("| `state` | always | ") })
        // The words before colons and semicolons; those in parentheses are codes.
        let words = Self.words(in: row.replacing(#/\([^)]*\)/#, with: "")).subtracting(["state"])
        #expect(words == Set(RunState.allCases.map(\.name)))
    }

    @Test func lateReasons() throws {
        let row = try #require(Self.page.split(separator: "\n").first { $0.hasPrefix("| `late_reason` |") })
        let words = Self.words(in: row).subtracting(["late_reason"])
        #expect(words == Set(LateReason.allCases.map(\.rawValue)))
    }

    @Test func events() {
        #expect(Self.firstColumn(under: "| type | when |") == Set(TaskEvent.Kind.allCases.map(\.rawValue)))
    }

    @Test func scopes() {
        #expect(Self.firstColumn(under: "| scope | allows |") == Set(AccessScope.allCases.map(\.rawValue)))
    }

    /// The words in code in the first column of the table with this head.
    private static func firstColumn(under head: String) -> Set<String> {
        guard let start = page.range(of: head) else { return [] }
        let rows = page[start.upperBound...].split(separator: "\n", omittingEmptySubsequences: false)
            .dropFirst(2).prefix { $0.hasPrefix("|") }
        return rows.reduce(into: []) { result, row in
            result.formUnion(words(in: row.split(separator: "|").first ?? ""))
        }
    }

    private static func words(in text: some StringProtocol) -> Set<String> {
        Set(String(text).matches(of: #/`([a-z_.:]+)`/#).map { String($0.output.1) })
    }
}
