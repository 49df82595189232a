import Foundation
import JSON
import TestSupport
import Testing

/// What a real browser lets a hostile page do to an API that needs no key.
@Suite("A browser", .timeLimit(.minutes(20)))
struct BrowserTests {
    private static let browser = ["/usr/bin/chromium", "/usr/bin/chromium-browser", "/usr/bin/google-chrome"]
        .first { FileManager.default.isExecutableFile(atPath: $0) }

    /// The document that a page is in the end. Only this machine is connected to, also as `evil.example`.
    private func open(_ url: String, _ stack: Stack) async throws -> String {
        let browser = try #require(Self.browser)
        let name = "browser-\(UUID().uuidString)"
        let output = "\(stack.directory)/\(name).html"
        let process = try await ChildProcess.start(
            [
                browser, "--headless", "--no-sandbox", "--disable-gpu", "--disable-dev-shm-usage", "--no-first-run",
                "--disable-background-networking", "--disable-component-update", "--disable-sync", "--no-proxy-server",
                "--host-resolver-rules=MAP evil.example 127.0.0.1, MAP localhost 127.0.0.1, EXCLUDE 127.0.0.1, MAP * ~NOTFOUND",
                "--user-data-dir=\(stack.directory)/\(name)", "--virtual-time-budget=20000", "--dump-dom", url,
            ],
            environment: ["HOME": stack.directory, "PATH": "/usr/bin:/bin", "LANG": "C.UTF-8"], output: output)
        // It is ended by the test's time limit if it does not end by itself: it dies with this process.
        _ = await process.wait()
        return (try? String(contentsOfFile: output, encoding: .utf8)) ?? ""
    }

    /// All that a page can send anywhere without being asked first, and some things that it can't.
    private func page(_ api: String, _ id: String) -> String {
        let task = #"{"action":"later","payload":1,"in":"PT1H"}"#
        return """
            <!doctype html><title>evil</title><iframe name="frame"></iframe>
            <form id="form" method="post" target="frame" enctype="text/plain" action="\(api)/tasks/\(id)/run">
            <input name="a" value="b"></form><pre id="result"></pre>
            <script>
            const api = "\(api)", task = '\(task)', key = '{"name":"mine","scopes":["admin"]}';
            const attempts = {
              blob: () => send("POST", "/tasks", new Blob([task])),
              typedBlob: () => send("POST", "/tasks", new Blob([task], {type: "text/plain"})),
              text: () => send("POST", "/tasks", task),
              buffer: () => send("POST", "/tasks", new TextEncoder().encode(task)),
              key: () => send("POST", "/keys", new Blob([key])),
              form: () => send("POST", "/tasks/\(id)/run", new URLSearchParams({a: "b"})),
              bare: () => send("POST", "/tasks/\(id)/pause", undefined),
              read: () => fetch(api + "/tasks").then(r => r.text()),
              json: () => fetch(api + "/tasks", {method: "POST", headers: {"Content-Type": "application/json"}, body: task}),
              remove: () => fetch(api + "/tasks/\(id)", {method: "DELETE"}),
              beacon: async () => navigator.sendBeacon(api + "/tasks", new Blob([task])),
            };
            function send(method, path, body) { return fetch(api + path, {method, mode: "no-cors", body}); }
            async function attack() {
              for (const [name, attempt] of Object.entries(attempts)) {
                let result;
                try { const r = await attempt(); result = r && r.type || String(r); } catch (e) { result = e.name; }
                document.getElementById("result").append(name + "=" + result + ";");
              }
              document.getElementById("form").submit();
              document.getElementById("result").append("finished;");
            }
            attack();
            </script>
            """
    }

    @Test(
        "lets no page use an API that needs no key, and shows the API's own",
        .enabled(if: browser != nil, "needs Chromium, which dependencies.sh test installs on Debian"))
    func hostilePage() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            let port = try #require(URL(string: stack.client.base)?.port)
            let id = try await stack.client.create(.custom("later", at: Date(timeIntervalSinceNow: 3600)))
            for api in ["http://127.0.0.1:\(port)", "http://localhost:\(port)", "http://evil.example:\(port)"] {
                let html = ReceiverAnswer(headers: ["Content-Type": "text/html"], body: page(api, id))
                stack.receiver.answer("/page", html)
                let result = try await open(stack.receiver.url("/page"), stack)
                #expect(result.contains("finished;") && result.contains("blob=opaque;"), "\(api): \(result)")
                #expect(result.contains("read=TypeError;") && result.contains("json=TypeError;"), "\(api): \(result)")
            }
            // A page whose name got the address of this machine after it was loaded is of the API's origin.
            let rebound = try await open("http://evil.example:\(port)/tasks", stack)
            #expect(rebound.contains("CARILLON_HTTP_HOSTS") && !rebound.contains(id), "\(rebound)")

            let tasks = try await stack.client.page().tasks
            #expect(tasks.map { $0["task_id"]?.string } == [id])
            #expect(tasks.map { $0["status"]?.string } == ["scheduled"])
            #expect(try await stack.client.runs(id).isEmpty)
            #expect(try await stack.client.request("GET", "/keys").json?["keys"]?.array?.isEmpty == true)

            let own = try await open("http://localhost:\(port)/docs", stack)
            #expect(own.contains("/recurrences/preview"), "\(own.prefix(2000))")
        }
    }
}
