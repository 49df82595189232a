import Foundation
import JSON
import TestSupport
import Testing

/// Schemathesis reads the document, generates requests, and compares the responses with it.
@Suite("The answers of the API", .timeLimit(.minutes(20)))
struct OpenAPIConformanceTests {
    /// A Python with the packages of `Tests/requirements.txt`, which `make test` creates.
    private static let interpreter = ProcessInfo.processInfo.environment["CARILLON_TEST_PYTHON"]
    /// With this key, the keys that schemathesis creates lock no client out.
    private static let key = "ck_conformance-of-the-openapi-document"
    /// How long schemathesis runs, in seconds.
    private static let patience = 90

    private static let checks = [
        "not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance",
        "response_headers_conformance", "unsupported_method",
    ]

    @Test(
        "are those of its document",
        .enabled(if: interpreter != nil, "needs CARILLON_TEST_PYTHON, which make test sets"))
    func conformance() async throws {
        try await withStack(StackOptions(common: ["CARILLON_ADMIN_KEY": Self.key])) { stack in
            try await prepare(stack)
            let log = stack.directory + "/schemathesis.log"
            let process = try await ChildProcess.start(
                command(stack), environment: environment(stack.directory), output: log)
            let status = await process.wait()
            let output = (try? String(contentsOfFile: log, encoding: .utf8)) ?? ""
            #expect(status == 0, "\(output.suffix(20_000))")
            #expect(output.contains("Test cases:"), "it has sent requests")
        }
    }

    /// Creates tasks of several kinds, so that lists have entries. Then stops the executors: generated tasks must not
    /// reach any server.
    private func prepare(_ stack: Stack) async throws {
        var client = stack.client
        client.headers = ["Authorization": "Bearer \(Self.key)"]
        let done = try await client.create(.message("conformance", body: #"{"a":[1,null]}"#))
        let dead = try await client.create(
            .webhook("http://127.0.0.1:9/", #""retry":{"max_attempts":1}"#))
        let recurring = #""name":"recurring","timezone":"Europe/Berlin","recurrence":{"cron":"0 9 * * *"}"#
        _ = try await client.create(.webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600), recurring))
        let retry = #""retry":{"schedule_seconds":[1,2.5],"max_age_seconds":60}"#
        _ = try await client.create(.custom("nobodys", payload: "[1]", more: retry))
        try await client.wait(for: done, toBe: "completed")
        try await client.wait(for: dead, toBe: "failed")
        for executor in stack.executors { await executor.kill() }
    }

    private func command(_ stack: Stack) -> [String] {
        // It writes files into its working directory.
        ["/usr/bin/env", "-C", stack.directory, Self.interpreter ?? "python3", "-m", "schemathesis.cli", "run"] + [
            stack.client.base + "/openapi.json", "--checks", Self.checks.joined(separator: ","),
            "--phases", "examples,coverage,fuzzing,stateful", "--max-examples", "20",
            "--max-time", "\(Self.patience)", "--seed", "1", "--generation-database", "none", "--no-shrink",
            "--header", "Authorization: Bearer \(Self.key)", "--request-timeout", "10",
            // It would wait for the end of each stream in vain. Other tests read streams.
            "--exclude-path", "/events",
            "--suppress-health-check", "all", "--warnings", "off", "--no-color",
        ]
    }

    private func environment(_ directory: String) -> [String: String] {
        let hooks = Repository.root.appending(path: "Tests/EndToEndTests/OpenAPI").path
        return [
            "SCHEMATHESIS_HOOKS": "hooks", "PYTHONPATH": hooks, "PYTHONDONTWRITEBYTECODE": "1",
            "PATH": "/usr/bin:/bin", "HOME": directory, "LANG": "C.UTF-8", "HYPOTHESIS_STORAGE_DIRECTORY": directory,
        ]
    }
}
