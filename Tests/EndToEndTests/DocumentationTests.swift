import Foundation
import JSON
import TestSupport
import Testing

/// The examples of README.md and docs/ are run as they stand there, those of a document one after another in one shell.
///
/// ``ExampleDocument`` has how a page marks what is run, and the files that a reader saves first.
@Suite("The examples in", .timeLimit(.minutes(20)))
struct DocumentationTests {
    /// How an example is run, and what it must print.
    private struct Expectation {
        /// Each must be in what the example prints.
        var prints: [String]
        /// It goes on until it is ended: it runs beside the others, which begin when this shell command succeeds.
        var isUpWhen: String?
        /// Before its last line the task must have this status.
        var awaits: String?
    }

    private static let expectations: [String: Expectation] = [
        "readme-receiver": Expectation(
            prints: [#"{"message": "Hello"}"#], isUpWhen: "curl -s http://127.0.0.1:9000"),
        "readme-webhook": Expectation(prints: ["-7"]),
        "readme-result": Expectation(prints: [#""status":204"#], awaits: "completed"),
        "readme-recurring": Expectation(prints: ["Task scheduled successfully"]),
        "readme-command-line": Expectation(prints: ["good-morning", "at 09:00 on Monday to Friday in Europe/Berlin"]),
        "readme-program": Expectation(prints: ["stand-up is next due at 2", "backup is next", "invoices is next"]),
        "readme-action": Expectation(prints: ["serving greet"], isUpWhen: "grep -q serving readme-action"),
        "action-python": Expectation(prints: ["serving greet"], isUpWhen: "grep -q serving action-python"),
        "action-python-task": Expectation(prints: [#""output":{"greeting": "Hello, Ada!"}"#], awaits: "completed"),
        "action-swift": Expectation(prints: ["starting"], isUpWhen: "grep -q starting action-swift"),
        "action-swift-task": Expectation(prints: [#""output":{"message":1}"#], awaits: "completed"),
        "api-create": Expectation(prints: ["HTTP/1.1 201 Created", "Location: /tasks/"]),
        "api-create-local": Expectation(prints: ["HTTP/1.1 201 Created"]),
        "api-create-retry": Expectation(prints: ["HTTP/1.1 201 Created"]),
        "api-create-policies": Expectation(prints: ["HTTP/1.1 201 Created"]),
        "api-get": Expectation(prints: [#""succeeded""#], awaits: "completed"),
        "api-list": Expectation(prints: [#"{"tasks":[{"task_id""#, #""next_cursor""#]),
        "api-patch": Expectation(prints: ["HTTP/1.1 200 OK", #"ETag: "2""#, #""body":"moon""#, #""tags":["night"]"#]),
        "api-run": Expectation(prints: ["HTTP/1.1 202 Accepted", "Run queued successfully"]),
        "api-once": Expectation(prints: ["HTTP/1.1 202 Accepted", "Idempotent-Replayed: true"]),
        "api-batch": Expectation(prints: [#""created":1,"failed":1"#, "/1/run_at"]),
        "api-bulk": Expectation(prints: [#"{"paused":0,"more":false}{"resumed":0"#, #"{"deleted":0,"more":false}"#]),
        "api-keys": Expectation(prints: [#""key":"ck_"#, #""name":"me""#, #""groups":["billing"]"#]),
        "api-delete": Expectation(prints: ["Task deleted successfully"]),
        "api-pause": Expectation(prints: ["Task paused successfully", "Task resumed successfully"]),
        "api-by-name": Expectation(
            prints: ["HTTP/1.1 201 Created", #""name":"nightly""#, "Task deleted successfully"]),
        "api-dead": Expectation(prints: [#"{"dead":[]}"#, #""redriven":0"#, #""discarded":0"#]),
        "api-actions": Expectation(prints: [#""action":"webhook","queue":"found""#, #""consumers":1"#]),
        "api-events": Expectation(prints: ["retry: 1000", "event: task.created", ": up to date"]),
        "api-cancel": Expectation(prints: ["Task cancelled successfully"]),
        "api-limits": Expectation(
            prints: [
                #"{"limit":{"name":"host:api.example.com","max_concurrent":10,"per_second":50"#, #"{"limits":[{"name""#,
                "Limit deleted successfully",
            ]),
        "api-health": Expectation(prints: [#"{"status":"ok","version":""#, #"}{"status":"ok"}"#]),
        "api-error": Expectation(prints: ["/recurence"]),
        "api-create-cron": Expectation(prints: ["HTTP/1.1 201 Created"]),
        "recurrence-preview": Expectation(
            prints: [#""description":"every day at 02:30 in Europe/Berlin""#, #""notes":["dst_gap"]"#]),
        "recurrence-shift": Expectation(
            prints: [#""moved_from":"2026-08-01T09:00:00""#, #""notes":["shift"]"#]),
        "recurrence-error": Expectation(prints: [#""column":5"#, "day of month must be 1 to 31, L or W; found 32"]),
        "recurrence-overlap": Expectation(
            prints: [#""local":"2026-10-25T02:30:00+01:00","notes":["dst_overlap"]"#, "2026-10-25T03:30:00+01:00"]),
        "recurrence-dialect": Expectation(prints: [#""column":10"#, "write cron(0 10 * * ? *)"]),
        "recurrence-lines": Expectation(
            prints: [
                #""description":"every week on Monday at 10:00 3 times in all in Europe/Berlin, with 1 exception""#
            ]),
        "operations-queues": Expectation(prints: []),
        "operations-definitions": Expectation(prints: []),
        "receiver-start": Expectation(
            prints: ["200 taken\n", "200 taken before\n"], isUpWhen: "curl -s http://127.0.0.1:9000"),
        "receiver-lossy": Expectation(prints: [], isUpWhen: "curl -s http://127.0.0.1:9001"),
        "receiver-order": Expectation(prints: ["connection_closed", "succeeded", "\n[('A-17',)]\n"]),
        "reminders-set": Expectation(prints: ["reminder.appointment-17", "2030-06-11"]),
        "reminders-receiver": Expectation(
            prints: [#"/reminders {"appointment": 19}"#], isUpWhen: "curl -s http://127.0.0.1:9000"),
        "reminders-now": Expectation(prints: []),
        "nightly-export": Expectation(prints: ["Task scheduled successfully"]),
        "nightly-preview": Expectation(prints: ["every day at 02:30 in Europe/Berlin"]),
        "nightly-jobs": Expectation(
            prints: ["/export attempt 1 200\n/send attempt 1 503\n/send attempt 2 503\n/send attempt 3 200\n"],
            isUpWhen: "curl -s http://127.0.0.1:9000"),
        "nightly-run": Expectation(prints: ["nightly-export", "completed"]),
        "nightly-morning": Expectation(prints: ["succeeded", "no dead runs", #"{"tasks":[]}"#]),
        "cron-look": Expectation(prints: ["every day at 02:30 in Europe/Berlin", "left out: @reboot"]),
        "cron-executor": Expectation(prints: ["serving shell"], isUpWhen: "grep -q serving cron-executor"),
        "cron-import": Expectation(prints: ["2 created", "every 15 minutes in Europe/Berlin"]),
        "cron-run": Expectation(prints: [#""state": "succeeded""#, #""status": 0"#]),
        "cron-change": Expectation(prints: ["1 replaced, 1 deleted"]),
        "celery-bridge": Expectation(
            prints: ["sent shop.tasks.bills [2030] {} True"], isUpWhen: "curl -s http://127.0.0.1:9000"),
        "celery-import": Expectation(prints: ["sunset: left out", "2 created", "beat.stock", "every 2 hours"]),
        "celery-run": Expectation(prints: []),
        "production-check": Expectation(prints: [#"{"status":"ok"}"#, #""consumers":1"#, "no dead runs"]),
        "production-backup": Expectation(prints: ["carillon-backup.sqlite"]),
        "troubleshooting-first": Expectation(prints: ["ready at", "EXECUTORS"]),
        "troubleshooting-waiting": Expectation(prints: ["carillon.actions.greet", "no_consumer"]),
        "troubleshooting-failed": Expectation(prints: ["connection_error", "redriven"]),
        "troubleshooting-when": Expectation(prints: ["dst_gap", "at 02:30"]),
        "troubleshooting-queues": Expectation(prints: []),
        "security-keys": Expectation(prints: [#""key":"ck_"#, "HTTP/1.1 401", "HTTP/1.1 403"]),
    ]

    private static let documents = ["README.md"] + pages(in: "docs") + pages(in: "docs/recipes")

    @Test("a document work", arguments: documents)
    func examples(_ path: String) async throws {
        let document = try ExampleDocument(path)
        guard !document.examples.isEmpty else { return }
        try await withStack { stack in
            try await withDirectory { directory in
                // Recipes are followed in a folder of the reader's, other pages in the checkout.
                let folder = path.hasPrefix("docs/recipes/") ? directory + "/work" : Repository.root.path
                try FileManager.default.createDirectory(atPath: directory + "/work", withIntermediateDirectories: true)
                try await run(document, folder: folder, stack: stack, directory: directory)
                for example in document.examples { try check(example, directory: directory) }
            }
        }
    }

    @Test("all documents have names of their own, and each is expected")
    func names() throws {
        let names = try Self.documents.flatMap { try ExampleDocument($0).examples }.map(\.name)
        #expect(names.sorted() == Self.expectations.keys.sorted())
    }

    /// Writes what each example prints to the file of its name.
    private func run(_ document: ExampleDocument, folder: String, stack: Stack, directory: String) async throws {
        let environment = ProcessInfo.processInfo.environment
        // The addresses and folders of this test instead of the reader's.
        let replacements = [
            ("http://127.0.0.1:8080", stack.client.base), ("$PWD/.build/release", Repository.products.path),
            ("swift run --package-path docs/examples/post-to-chat", Repository.products.path + "/post-to-chat"),
            ("9000", "\(try freePort())"), ("9001", "\(try freePort())"),
            (".build/greet", "\(directory)/greet"), ("/tmp/carillon-", "\(directory)/carillon-"),
        ]
        func replaced(_ text: String) -> String {
            replacements.reduce(text) { text, pair in text.replacing(pair.0, with: pair.1) }
        }
        for file in document.files {
            try replaced(file.text).write(toFile: "\(folder)/\(file.name)", atomically: true, encoding: .utf8)
        }
        let python = try #require(environment["CARILLON_TEST_PYTHON"], "set by `make test`")
        let tools = "\(Repository.products.path):\(URL(filePath: python).deletingLastPathComponent().path)"
        let process = try await ChildProcess.start(
            ["/bin/bash", "-euc", replaced(try script(document.examples, folder: folder, directory: directory))],
            environment: [
                "PATH": "\(tools):\(environment["PATH"] ?? "/usr/bin:/bin")", "HOME": directory,
                "PYTHONUNBUFFERED": "1",
                "CARILLON_SERVER": stack.client.base, "CARILLON_DATABASE": stack.databasePath,
                "CARILLON_HOME": try #require(environment["CARILLON_TEST_HOME"], "set by `make test`"),
                "CARILLON_AMQP_URL": stack.broker.url(),
            ],
            output: directory + "/output")
        let watchdog = Task {
            try await Task.sleep(for: .seconds(120))
            process.signal(SIGKILL)
        }
        let status = await process.wait()
        watchdog.cancel()
        guard status == 0 else {
            let files = try FileManager.default.contentsOfDirectory(atPath: directory)
                .filter { name in name == "output" || document.examples.contains { $0.name == name } }
            let texts = try files.map { "\($0): \(try String(contentsOfFile: directory + "/" + $0, encoding: .utf8))" }
            throw WaitFailure(description: "the examples end with \(status): \(texts.joined(separator: "\n"))")
        }
    }

    private func script(_ examples: [ExampleDocument.Example], folder: String, directory: String) throws -> String {
        // With a process group for each job, so that what an example starts ends with it.
        var script = """
            set -m
            cd '\(folder)'
            trap 'for job in $(jobs -p); do kill -- -$job 2>/dev/null || true; done' EXIT

            """
        for example in examples {
            let expectation = try #require(Self.expectations[example.name], "\(example.name) is expected")
            let output = "\(directory)/\(example.name)"
            if let isUp = expectation.isUpWhen {
                let command = isUp.replacing(" \(example.name)", with: " \(output)")
                script += "{\n\(example.script)\n} >\(output) 2>&1 &\nuntil \(command) >/dev/null; do sleep 0.1; done\n"
            } else if let status = expectation.awaits {
                let lines = example.script.split(separator: "\n", omittingEmptySubsequences: false)
                script += "{ :\n\(lines.dropLast().joined(separator: "\n"))\n} >\(output) 2>&1\n"
                script += "until curl -s http://127.0.0.1:8080/tasks/$task | grep -q '\"status\":\"\(status)\"'; "
                script += "do sleep 0.1; done\n\(lines.last ?? "") >>\(output) 2>&1\n"
            } else {
                script += "{\n\(example.script)\n} >\(output) 2>&1\n"
            }
        }
        return script
    }

    private func check(_ example: ExampleDocument.Example, directory: String) throws {
        let output = try String(contentsOfFile: "\(directory)/\(example.name)", encoding: .utf8)
        for text in try #require(Self.expectations[example.name]).prints {
            #expect(output.contains(text), "\(example.name) prints \(output)")
        }
        guard let answer = example.answer else { return }
        let real = try JSONValue(parsing: output.utf8)
        #expect(real.hasShape(of: answer), "\(example.name) prints \(output)")
        if let errors = answer["errors"] { #expect(real["errors"] == errors) }
    }

    private static func pages(in folder: String) -> [String] {
        ((try? FileManager.default.contentsOfDirectory(atPath: Repository.file(folder).path)) ?? [])
            .filter { $0.hasSuffix(".md") }.sorted().map { "\(folder)/\($0)" }
    }
}
