import Foundation
import JSON
import Testing

/// What a client does with tasks beside making them, with the real services.
@Suite("Managing tasks", .timeLimit(.minutes(20)))
struct ManagingTests {
    @Test("a task that is changed runs as it is then, and only then")
    func patch() async throws {
        try await withStack { stack in
            let client = stack.client
            let id = try await client.create(
                .webhook(
                    stack.receiver.url("/old"), data: #"{"n":1,"kept":true}"#, at: Date(timeIntervalSinceNow: 3600)))
            let tag = try #require(try await client.request("GET", "/tasks/\(id)").headers["etag"])
            let patch = #"{"payload":{"url":"\#(stack.receiver.url("/new"))","data":{"n":2}},"in":"PT1S"}"#
            let answer = try await client.request("PATCH", "/tasks/\(id)", body: patch, headers: ["If-Match": tag])
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.headers["etag"] != tag)
            let late = try await client.request("PATCH", "/tasks/\(id)", body: "{}", headers: ["If-Match": tag])
            #expect(late.status == 412)
            try await client.wait(for: id, toBe: "completed")
            #expect(stack.receiver.requests.map(\.path) == ["/new"])
            #expect(stack.receiver.requests.first?.body == #"{"n":2,"kept":true}"#)
            #expect(try await client.request("PATCH", "/tasks/\(id)", body: "{}").status == 409)
        }
    }

    @Test("a task runs when it is told to, beside its schedule")
    func runNow() async throws {
        try await withStack { stack in
            let client = stack.client
            let id = try await client.create(
                .webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600), #""recurrence":"daily""#))
            let answer = try await client.request("POST", "/tasks/\(id)/run")
            #expect(answer.status == 202)
            let runID = try #require(answer.json?["run_id"]?.string)
            try await wait(until: "the run has succeeded") {
                try await client.runs(id).contains {
                    $0["run_id"]?.string == runID && $0["state"]?.string == "succeeded"
                }
            }
            #expect(stack.receiver.count == 1)
            #expect(try await client.task(id)["status"]?.string == "scheduled")
        }
    }

    @Test("a batch of tasks is found by group and tag, paused, resumed and deleted")
    func groups() async throws {
        try await withStack { stack in
            let client = stack.client
            let lines = (0..<300).map { index in
                let group = index.isMultiple(of: 3) ? "billing" : "ops"
                let tag = index.isMultiple(of: 2) ? "even" : "odd"
                return #"{"action":"shell","payload":\#(index),"in":"PT1H","group":"\#(group)","tags":["\#(tag)"]}"#
            }
            let batch = try await client.request(
                "POST", "/tasks/batch", body: lines.joined(separator: "\n"), contentType: "application/x-ndjson")
            #expect(batch.status == 200)
            #expect(batch.json?["created"]?.int == 300)
            let found = try await client.request("GET", "/tasks?group=billing&tag=even&count=true&limit=7&order=desc")
            #expect(found.json?["total"]?.int == 50)
            #expect(found.json?["tasks"]?.array?.count == 7)
            let paused = try await client.request("POST", "/groups/billing/pause")
            #expect(paused.json?["paused"]?.int == 100 && paused.body.contains(#""more":false"#))
            #expect(try await client.ids("paused").count == 100)
            let resumed = try await client.request("POST", "/groups/billing/resume")
            #expect(resumed.json?["resumed"]?.int == 100)
            #expect(try await client.request("DELETE", "/tasks?group=ops").status == 422)
            let deleted = try await client.request("DELETE", "/tasks?group=ops&tag=odd&confirm=true")
            #expect(deleted.json?["deleted"]?.int == 100)
            #expect(try await client.ids("scheduled").count == 200)
        }
    }

    @Test("from the first key on each request needs one, also after a restart, and never shows it")
    func keys() async throws {
        try await withStack { stack in
            let open = stack.client
            let made = try await open.request("POST", "/keys", body: #"{"name":"me","scopes":["admin"]}"#)
            #expect(made.status == 201, "\(made)")
            let admin = try #require(made.json?["key"]?.string)
            #expect(try await open.request("GET", "/tasks").status == 401)
            #expect(try await open.request("GET", "/readyz").status == 200)

            var client = stack.client
            client.headers = ["Authorization": "Bearer \(admin)"]
            let second = try await client.request(
                "POST", "/keys", body: #"{"name":"ci","scopes":["tasks:write"],"groups":["billing"]}"#)
            let secret = try #require(second.json?["key"]?.string)
            let id = try #require(second.json?["id"]?.string)
            var limited = stack.client
            limited.headers = ["Authorization": "Bearer \(secret)"]

            let foreign = try await client.create(.custom("shell", at: Date(timeIntervalSinceNow: 3600)))
            let own = try await limited.create(
                .custom("shell", at: Date(timeIntervalSinceNow: 3600), more: #""group":"billing""#))
            #expect(try await limited.post(.custom("shell")).status == 403)
            #expect(try await limited.request("GET", "/tasks/\(foreign)").status == 404)
            for (method, path) in [
                ("DELETE", ""), ("PATCH", ""), ("POST", "/pause"), ("POST", "/run"), ("GET", "/runs"),
            ] {
                let answer = try await limited.request(
                    method, "/tasks/\(foreign)\(path)", body: method == "PATCH" ? "{}" : nil)
                #expect(answer.status == 404, "\(method) \(path): \(answer)")
            }
            #expect(try await limited.page().tasks.compactMap { $0["task_id"]?.string } == [own])
            #expect(
                try await limited.request("DELETE", "/tasks?confirm=true").json?["deleted"]?.int == 1)
            #expect(try await client.task(foreign)["status"]?.string == "scheduled")

            await stack.api.kill()
            try await stack.api.start()
            try await stack.waitUntilReady()
            #expect(try await open.request("GET", "/tasks").status == 401)
            #expect(try await limited.request("GET", "/tasks").status == 200)
            #expect(try await client.request("DELETE", "/keys/\(id)").status == 200)
            #expect(try await limited.request("GET", "/tasks").status == 401)
            let list = try await client.request("GET", "/keys")
            #expect(list.json?["keys"]?.array?.count == 2)
            for text in [list.body, stack.api.log, stack.scheduler.log] {
                #expect(!text.contains(secret) && !text.contains(admin))
            }
        }
    }

    @Test("without a key the API refuses to listen where others reach it")
    func otherAddresses() async throws {
        try await withStack { stack in
            var environment = stack.api.environment
            environment["CARILLON_HTTP_HOST"] = "0.0.0.0"
            environment["CARILLON_HTTP_PORT"] = "0"
            let api = ServiceProcess(
                .api, name: "api-abroad", environment: environment, directory: stack.directory)
            try await api.start()
            #expect(await api.ended(within: .seconds(60)) == 1)
            #expect(api.log.contains("CARILLON_ADMIN_KEY"), "\(api.log)")
            #expect(stack.api.log.contains("CARILLON_ADMIN_KEY"), "it says that it is open")
        }
    }
}
