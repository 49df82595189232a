import Foundation
import JSON
import TestSupport
import Testing

@Suite("The example program", .timeLimit(.minutes(20)))
struct ExampleProgramTests {
    @Test("performs the runs of its action, and stops when it is asked to")
    func postToChat() async throws {
        try await withStack { stack in
            try await withDirectory { folder in
                let room = folder + "/general.txt"
                try Data().write(to: URL(filePath: room))
                let program = try await ChildProcess.start(
                    [Repository.products.appending(path: "post-to-chat").path],
                    environment: ["CARILLON_AMQP_URL": stack.broker.url(), "CHAT_FOLDER": folder],
                    output: folder + "/log")
                let result: Result<Void, any Error>
                do {
                    result = .success(try await post(to: room, in: stack))
                } catch {
                    result = .failure(error)
                }
                program.signal(SIGTERM)
                #expect(await program.wait() == 0)
                try result.get()
                let log = try String(contentsOfFile: folder + "/log", encoding: .utf8)
                #expect(log.contains("posted") && log.contains("stopped"), "\(log)")
            }
        }
    }

    private func post(to room: String, in stack: Stack) async throws {
        let id = try await stack.client.create(
            .custom("chat.post", payload: #"{"room":"general","text":"stand-up in five minutes"}"#))
        let task = try await stack.client.wait(for: id, toBe: "completed")
        #expect(task["last_run"]?["state"]?.string == "succeeded")
        #expect(task["last_run"]?["output"]?["message"]?.int == 1)
        let lines = try String(contentsOfFile: room, encoding: .utf8)
        #expect(lines.hasPrefix("\(id)/") && lines.hasSuffix(" stand-up in five minutes\n"))

        let refused = try await stack.client.create(
            .custom("chat.post", payload: #"{"room":"attic","text":"hello"}"#))
        let failed = try await stack.client.wait(for: refused, toBe: "failed")
        #expect(failed["last_run"]?["error"]?["code"]?.string == "no_such_room")
    }

    @Test("is a package that depends on the library as a package of one's own would")
    func manifest() throws {
        let manifest = try String(
            contentsOf: Repository.file("docs/examples/post-to-chat/Package.swift"), encoding: .utf8)
        #expect(manifest.contains(#".package(name: "carillon", path: "../../..")"#))
        #expect(manifest.contains(#".product(name: "CarillonExecutor", package: "carillon")"#))
        let library = try String(contentsOf: Repository.file("Package.swift"), encoding: .utf8)
        #expect(library.contains(#".library(name: "CarillonExecutor", targets: ["CarillonExecutor"])"#))
    }
}

@Suite("The Swift in the documents")
struct SwiftFenceTests {
    private struct Fence: CustomStringConvertible {
        let document: String
        let lines: [String]
        var description: String { "\(document): \(lines.joined(separator: "\n"))" }
    }

    /// A fence may leave out lines of the file: a line of it that is only `…` stands for them.
    @Test("is a part of a file that the build compiles")
    func fences() throws {
        let fences = try Self.fences()
        #expect(!fences.isEmpty)
        let files = try Self.sources()
        for fence in fences {
            #expect(files.contains { Self.contains(fence.lines, in: $0) }, "no source file has this: \(fence)")
        }
    }

    /// Whether the parts of a fence stand in a file, one after another; indentation does not count.
    private static func contains(_ fence: [String], in file: [String]) -> Bool {
        var rest = file[...]
        for part in fence.split(separator: "…") {
            let lines = Array(part)
            guard let start = rest.indices.first(where: { rest[$0...].starts(with: lines) }) else { return false }
            rest = rest[(start + lines.count)...]
        }
        return true
    }

    private static func fences() throws -> [Fence] {
        try documents().flatMap { document in
            var fences: [Fence] = []
            var current: [String]?
            for line in try lines(of: document) {
                if line == "```swift" {
                    current = []
                } else if line.hasPrefix("```"), let lines = current {
                    fences.append(Fence(document: document.lastPathComponent, lines: lines))
                    current = nil
                } else {
                    current?.append(line)
                }
            }
            return fences
        }
    }

    private static func documents() throws -> [URL] {
        [Repository.file("README.md")] + files(in: "docs", named: ".md")
    }

    private static func sources() throws -> [[String]] {
        try
            (["Sources", "Tests", "docs/examples"].flatMap { files(in: $0, named: ".swift") }
            + [Repository.file("Package.swift")]).map { try lines(of: $0) }
    }

    private static func files(in folder: String, named suffix: String) -> [URL] {
        let all = FileManager.default.enumerator(at: Repository.file(folder), includingPropertiesForKeys: nil)
        return (all?.compactMap { $0 as? URL } ?? []).filter {
            $0.lastPathComponent.hasSuffix(suffix) && !$0.path.contains("/.build/")
        }
    }

    /// The lines that are not empty, without the white space around them.
    private static func lines(of file: URL) throws -> [String] {
        try String(contentsOf: file, encoding: .utf8).split(separator: "\n")
            .map { $0.trimmingCharacters(in: .whitespaces) }.filter { !$0.isEmpty }
    }
}
