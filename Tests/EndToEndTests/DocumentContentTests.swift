import Foundation
import TestSupport
import Testing

/// Compares the pages with the files, types, settings and log lines that they name.
@Suite("The pages of the documentation")
struct DocumentContentTests {
    private static let pages =
        ["README.md"]
        + (FileManager.default.subpaths(atPath: Repository.file("docs").path) ?? [])
        .filter { $0.hasSuffix(".md") }.sorted().map { "docs/\($0)" }

    @Test("link to files and headings that exist", arguments: pages)
    func links(_ page: String) throws {
        let text = try String(contentsOf: Repository.file(page), encoding: .utf8)
        for match in text.matches(of: #/\]\(([^)\s]+)\)/#) {
            let target = String(match.output.1)
            guard !target.contains("://") else { continue }
            let parts = target.split(separator: "#", maxSplits: 1, omittingEmptySubsequences: false)
            let file =
                parts[0].isEmpty
                ? Repository.file(page)
                : Repository.file(page).deletingLastPathComponent().appending(path: String(parts[0]))
            #expect(FileManager.default.fileExists(atPath: file.path), "\(page) links to \(target)")
            guard parts.count == 2, file.pathExtension == "md" else { continue }
            let headings = try Self.anchors(of: String(contentsOf: file, encoding: .utf8))
            #expect(headings.contains(String(parts[1])), "\(page) links to \(target)")
        }
    }

    /// The changelog tells of files as they were.
    @Test("name files that exist", arguments: pages.filter { $0 != "docs/CHANGELOG.md" })
    func paths(_ page: String) throws {
        let text = try String(contentsOf: Repository.file(page), encoding: .utf8)
        for match in text.matches(of: #/`((Sources|Tests|compose|docs)/[A-Za-z0-9_+./-]*)`/#) {
            let path = String(match.output.1)
            #expect(FileManager.default.fileExists(atPath: Repository.file(path).path), "\(page) names \(path)")
        }
    }

    /// The names of types in docs/architecture.md are declared somewhere in Sources.
    @Test("name types that exist")
    func types() throws {
        let sources = Repository.file("Sources")
        let files = (FileManager.default.subpaths(atPath: sources.path) ?? []).filter { $0.hasSuffix(".swift") }
        let declared = try files.reduce(into: Set<Substring>()) { names, file in
            let text = try String(contentsOf: sources.appending(path: file), encoding: .utf8)
            for match in text.matches(of: #/\b(?:struct|class|enum|actor|protocol|typealias|extension) (\w+)/#) {
                names.insert(match.output.1)
            }
        }
        let page = try String(contentsOf: Repository.file("docs/architecture.md"), encoding: .utf8)
        let modules = Set((try FileManager.default.contentsOfDirectory(atPath: sources.path)).map { Substring($0) })
        let named = page.matches(of: #/`([A-Z][A-Za-z]+[a-z][A-Za-z]*)(\.\w+(\(.*?\))?)?`/#).map(\.output.1)
        #expect(named.count > 20)
        for name in named { #expect(declared.contains(name) || modules.contains(name), "\(name) is declared") }
    }

    @Test("list every setting of every service, with its default", arguments: ServiceKind.allCases)
    func settings(_ service: ServiceKind) async throws {
        let page = try String(contentsOf: Repository.file("docs/operations.md"), encoding: .utf8)
        try await withDirectory { directory in
            let process = ServiceProcess(service, arguments: ["--help"], environment: [:], directory: directory)
            try await process.start()
            #expect(await process.ended(within: .seconds(60)) == 0)
            let settings = process.log.matches(
                of: #/(--[a-z-]+) VALUE, (CARILLON_[A-Z_]+)\n[^\n]*\(default: ([^)\n]*)\)/#)
            #expect(settings.count > 4, "\(process.log)")
            for setting in settings {
                let (_, flag, variable, standard) = setting.output
                let row = "| `\(variable)` | `\(flag)` | \(standard.isEmpty ? "" : "`\(standard)` ")|"
                #expect(page.contains(row), "\(row) is in docs/operations.md")
            }
        }
    }

    @Test("list every setting that the containers take")
    func containers() throws {
        let compose = try String(contentsOf: Repository.file("compose/compose.yaml"), encoding: .utf8)
        let page = try String(contentsOf: Repository.file("docs/operations.md"), encoding: .utf8)
        let start = try #require(page.range(of: "## In containers")?.upperBound)
        let section = page[start...].prefix(upTo: page[start...].range(of: "\n## ")?.lowerBound ?? page.endIndex)
        let settings = compose.matches(of: #/\$\{(CARILLON_[A-Z_]+)/#).map(\.output.1)
        #expect(settings.count > 10)
        for setting in settings { #expect(section.contains(setting), "\(setting) is in docs/operations.md") }
    }

    @Test("quote log lines that the services write")
    func logLines() throws {
        let page = try String(contentsOf: Repository.file("docs/operations.md"), encoding: .utf8)
        let sources = Repository.file("Sources")
        let code = try (FileManager.default.subpaths(atPath: sources.path) ?? []).filter { $0.hasSuffix(".swift") }
            .map { try String(contentsOf: sources.appending(path: $0), encoding: .utf8) }.joined()
        let rows = page.split(separator: "\n").filter {
            $0.hasPrefix("| notice |") || $0.hasPrefix("| warning |") || $0.hasPrefix("| error |")
        }
        #expect(rows.count > 8)
        for row in rows {
            let lines = row.split(separator: "|")[1]
            for line in lines.matches(of: #/`(?:… )?([^`]+)`/#).map(\.output.1) {
                #expect(code.contains(line), "a service logs \(line)")
            }
        }
    }

    /// The anchors that GitHub makes of a page's headings.
    private static func anchors(of text: String) throws -> Set<String> {
        var (anchors, isCode) = (Set<String>(), false)
        for line in text.split(separator: "\n") {
            if line.hasPrefix("```") { isCode.toggle() }
            guard !isCode, line.hasPrefix("#") else { continue }
            let heading = line.drop { $0 == "#" }.trimmingPrefix(" ").lowercased()
            anchors.insert(
                String(heading.filter { $0.isLetter || $0.isNumber || "_- ".contains($0) }).replacing(" ", with: "-"))
        }
        return anchors
    }
}
