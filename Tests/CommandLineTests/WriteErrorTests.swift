import ArgumentParser
import Foundation
import JSON
import TestSupport
import Testing

@testable import CommandLine

/// Output that can't be written is an error, for every command and reason.
@Suite(.timeLimit(.minutes(10)))
struct WriteErrorTests {
    private static let id = "01a20a32-2089-740f-a0fb-5baf5e5b6f0b"
    private static let task = #"{"task_id":"\#(id)","name":"n","action":"a","status":"scheduled","payload":1}"#
    private static let run = #"{"run_id":"\#(id)","state":"failed","action":"a"}"#

    private static let answers: [String: [StubServer.Answer]] = [
        "POST /tasks": [.init(#"{"task_id":"\#(id)"}"#, status: 201)],
        "GET /tasks": [.init(#"{"tasks":[\#(task)],"total":1}"#)],
        "GET /tasks/\(id)": [.init(#"{"task":\#(task)}"#)],
        "PATCH /tasks/\(id)": [.init(#"{"task":\#(task)}"#)],
        "POST /tasks/\(id)/pause": [.init()], "POST /tasks/\(id)/resume": [.init()],
        "POST /tasks/\(id)/run": [.init(status: 202)], "POST /tasks/\(id)/cancel": [.init()],
        "DELETE /tasks/\(id)": [.init()], "GET /tasks/\(id)/runs": [.init(#"{"runs":[\#(run)]}"#)],
        "GET /dead": [.init(#"{"dead":[\#(run)]}"#)], "POST /dead/\(id)/redrive": [.init()],
        "DELETE /dead/\(id)": [.init()], "GET /actions": [.init(#"{"actions":[{"action":"a"}]}"#)],
        "GET /events": [
            .init(
                "id: 1\nevent: task.created\ndata: {\"type\":\"task.created\"}\n\n: up to date\n\n",
                headers: ["Content-Type": "text/event-stream"])
        ],
        "POST /tasks/batch": [.init(#"{"created":1,"results":[{"status":201}]}"#)],
        "POST /recurrences/preview": [.init(#"{"description":"daily","occurrences":[]}"#)],
        "GET /limits": [.init(#"{"limits":[{"name":"group:g"}]}"#)], "PUT /limits/group%3Ag": [.init()],
        "DELETE /limits/group%3Ag": [.init()], "POST /keys": [.init(#"{"key":"ck_new","id":"k1"}"#, status: 201)],
        "GET /keys": [.init(#"{"keys":[{"name":"k","id":"k1"}]}"#)], "DELETE /keys/k1": [.init()],
        "GET /readyz": [.init()], "POST /tasks/\(id)/backfill": [.init(#"{"backfill":{"runs":3}}"#)],
        "GET /calendars": [.init(#"{"calendars":[{"name":"c","tasks":1}]}"#)],
        "GET /calendars/c": [.init(#"{"calendar":{"name":"c","entries":["2030-01-01"]}}"#)],
        "PUT /calendars/c": [.init(#"{"calendar":{"tasks":1}}"#)], "DELETE /calendars/c": [.init()],
    ]

    /// Commands that print, by their names.
    private static let commands: [String: [[String]]] = [
        "add": [["x", "--payload", "1", "--in", "1h"], ["x", "--payload", "1", "--in", "1h", "--json"]],
        "ls": [[], ["--json"], ["--json-lines"]], "show": [[id], [id, "--json"]],
        "edit": [[id, "--timeout", "1m"], [id, "--timeout", "1m", "--json"]],
        "pause": [[id], [id, "--json"]], "resume": [[id]], "run": [[id]], "cancel": [[id]], "rm": [[id]],
        "runs": [[id], [id, "--json"]], "dead": [[], ["--json"]], "redrive": [[id]], "discard": [[id]],
        "logs": [[], ["--json"]], "export": [[], ["--json"], ["--output", "/dev/full"]],
        "import": [["tasks"], ["tasks", "--json"], ["tasks", "--dry-run"], ["--crontab", "tab", "--dry-run"]],
        "preview": [["--cron", "0 9 * * *"], ["--cron", "0 9 * * *", "--json"]], "actions": [[], ["--json"]],
        "limits ls": [[], ["--json"]], "limits set": [["group:g", "--max-concurrent", "1"]],
        "limits rm": [["group:g"]], "keys ls": [[], ["--json"]], "keys revoke": [["k1"]],
        "keys create": [["--name", "k", "--scope", "admin"], ["--name", "k", "--scope", "admin", "--json"]],
        "backfill": [[id, "--from", "2026-01-01 00:00"], [id, "--from", "2026-01-01 00:00", "--json"]],
        "calendars ls": [[], ["--json"]], "calendars show": [["c"], ["c", "--json"]], "calendars rm": [["c"]],
        "calendars set": [["c", "--entries", "[]"], ["c", "--entries", "[]", "--json"]],
        "status": [[], ["--json"]], "completion": [["bash"], ["zsh"], ["fish"]],
        "": [["--help"], ["--version"], ["help"], ["help", "add"], ["add", "--help"], []],
    ]

    /// The ways in which standard output fails, with their errors. The files that the commands read exist.
    private static let kinds: [String: (script: String, message: String)] = [
        "a full disk": (#"exec "$@" >/dev/full"#, "No space left on device"),
        "a closed descriptor": (#"exec "$@" >&-"#, "Bad file descriptor"),
        "a file size limit": (
            #"set -o pipefail; (ulimit -f 0; exec "$@" >"$0/out") 2>&1 | cat"#, "File too large"
        ),
    ]

    private static let files = #"cd "$0"; echo '{"action":"x"}' >tasks; echo '@daily x' >tab; "#

    private func run(
        _ script: String, _ arguments: [String], _ body: (ToolProcess, StubServer) throws -> Void
    ) async throws {
        try await StubServer.with(Self.answers) { server in
            try body(try await ToolProcess.run(Self.files + script, arguments, at: server), server)
        }
    }

    private static func leaves(_ command: any ParsableCommand.Type, _ path: [String] = []) -> [String] {
        // The commands of groups are included.
        let subcommands = command.configuration.subcommands
        if subcommands.isEmpty { return [path.joined(separator: " ")] }
        return subcommands.flatMap { leaves($0, path + [$0._commandName]) }
    }

    @Test func eachCommandIsTried() {
        #expect(Self.leaves(CarillonCommand.self).sorted() == Self.commands.keys.filter { !$0.isEmpty }.sorted())
    }

    @Test(arguments: commands.keys.sorted())
    func aFullDiskIsAnError(command: String) async throws {
        let (script, message) = try #require(Self.kinds["a full disk"])
        for arguments in Self.commands[command] ?? [] {
            let words = command.split(separator: " ").map(String.init) + arguments
            try await run(script, words) { tool, _ in
                #expect(tool.status == 1, "\(words): \(tool)")
                #expect(tool.errors.contains("error: can't write to "), "\(words): \(tool)")
                #expect(tool.errors.contains(message), "\(words): \(tool)")
            }
        }
    }

    @Test(arguments: kinds.keys.sorted(), ["ls", "export", "completion bash", "--help"])
    func whateverTheReasonItIsAnError(kind: String, command: String) async throws {
        let (script, message) = try #require(Self.kinds[kind])
        try await run(script, command.split(separator: " ").map(String.init)) { tool, _ in
            #expect(tool.status == 1, "\(tool)")
            #expect(tool.errors == "error: can't write to standard output: \(message)\n")
        }
    }

    @Test func anOutputThatIsCutOffIsAnError() async throws {
        let page = [String](repeating: Self.task, count: 900).joined(separator: ",")
        for arguments in [["export"], ["ls", "--all"], ["export", "--json"], ["export", "--output", "out"]] {
            try await StubServer.with(["GET /tasks": [.init(#"{"tasks":[\#(page)]}"#)]]) { server in
                let script = #"cd "$0"; set -o pipefail; (ulimit -f 8; exec "$@" >out) 2>&1 | cat; "#
                let tool = try await ToolProcess.run(script, arguments, at: server)
                #expect(tool.status == 1, "\(tool)")
                #expect(tool.errors.contains("File too large"), "\(tool)")
            }
        }
    }

    @Test(arguments: ["ls", "export", "completion bash", "--help", "limits", "status", "logs"])
    func aReaderThatHasGoneEndsItQuietly(command: String) async throws {
        try await run(Self.gone, command.split(separator: " ").map(String.init)) { tool, _ in
            #expect(tool.status == 0, "\(tool)")
            #expect(tool.errors.isEmpty)
        }
    }

    private static let gone = #"mkfifo pipe; (exec 3<pipe) & exec 4>pipe; wait; exec "$@" >&4"#

    @Test(arguments: [#"exec "$@" >/dev/full"#, #"exec "$@" >&-"#, gone], [[], ["--json"]])
    func aKeyThatCantBeShownIsRevoked(script: String, flags: [String]) async throws {
        try await run(script, ["keys", "create", "--name", "k", "--scope", "admin"] + flags) { tool, server in
            #expect(tool.status == 1)
            #expect(tool.errors.contains("; the key was not shown and is revoked\n"), "\(tool)")
            #expect(server.lines == ["POST /keys", "DELETE /keys/k1"])
            // Without another key, only the new one can revoke it.
            #expect(server.requests[1].headers["authorization"] == "Bearer ck_new")
        }
    }

    @Test func aKeyThatCantBeRevokedIsNamed() async throws {
        var answers = Self.answers
        answers["DELETE /keys/k1"] = [.init(#"{"detail":"no"}"#, status: 403)]
        try await StubServer.with(answers) { server in
            let run = await ToolRun.run(
                "keys", "create", "--name", "k", "--scope", "admin", "--key", "ck_mine", at: server,
                in: .init(finishError: EDQUOT))
            #expect(run.status == 1)
            #expect(run.errors.contains("Disk quota exceeded; the key was not shown, and revoking it failed: no"))
            #expect(run.errors.contains("hint: revoke it: carillon keys revoke k1\n"))
            #expect(server.requests[1].headers["authorization"] == "Bearer ck_mine")
        }
    }

    @Test(arguments: commands.keys.sorted())
    func anErrorAtTheEndIsAnError(command: String) async throws {
        let arguments = command.split(separator: " ").map(String.init) + (Self.commands[command]?.first ?? [])
        try await StubServer.with(Self.answers) { server in
            let files = ["tasks": CommandEnvironment.File(bytes: Array(#"{"action":"x"}"#.utf8))]
            let run = await ToolRun.run(list: arguments, at: server, in: .init(files: files, finishError: EIO))
            #expect(run.status == 1)
            #expect(run.errors.contains("can't write to standard output: Input/output error"), "\(run)")
        }
    }

    @Test func whatIsAskedForIsDoneForAll() async throws {
        let ids = (1...3).map { "\(Self.id.dropLast())\($0)" }
        let answers = Dictionary(uniqueKeysWithValues: ids.map { ("POST /tasks/\($0)/pause", [StubServer.Answer()]) })
        for script in [#"exec "$@" >/dev/full"#, Self.gone] {
            try await StubServer.with(answers) { server in
                let tool = try await ToolProcess.run(#"cd "$0"; "# + script, ["pause"] + ids, at: server)
                #expect(server.requests.count == 3)
                #expect(tool.status == (script == Self.gone ? 0 : 1), "\(tool)")
            }
        }
    }

    @Test func whatWasRefusedCountsMoreThanAReaderThatHasGone() async throws {
        let answers = ["POST /tasks/batch": [StubServer.Answer(#"{"created":0,"results":[{"status":409}]}"#)]]
        try await StubServer.with(answers) { server in
            let script = #"cd "$0"; echo '{"action":"x"}' >tasks; "# + Self.gone
            let tool = try await ToolProcess.run(script, ["import", "tasks"], at: server)
            #expect(tool.status == 4, "\(tool)")
        }
    }

    @Test func aPipeThatDoesNotWaitIsWaitedFor() async throws {
        var ends: [Int32] = [0, 0]
        try #require(pipe(&ends) == 0)
        let (reading, writing) = (ends[0], ends[1])
        defer { close(reading) }
        _ = fcntl(writing, F_SETFL, O_NONBLOCK)
        // More than the buffer of a pipe.
        let bytes = (0..<1_000_000).map { UInt8(truncatingIfNeeded: $0 &* 31) }
        async let written: Void = onThread {
            let writer = DescriptorWriter(descriptor: writing, name: "pipe")
            try? writer.write(bytes)
            try? writer.close()
        }
        let read = await onThread { try? FileHandle(fileDescriptor: reading).readToEnd() }
        await written
        #expect(read.map { Array($0) } == bytes)
    }
}
