import Foundation
import JSON
import Testing

/// What happens is told, in order and once.
@Suite("Events", .timeLimit(.minutes(20)))
struct EventTests {
    private static let lifeOfATask = ["task.created", "run.queued", "run.finished", "task.completed"]

    @Test("of a task come in the order in which they happen")
    func life() async throws {
        try await withStack { stack in
            try await EventSource.with(stack) { events in
                let task = try await stack.client.create(.webhook(stack.receiver.url(), #""name":"one""#))
                try await wait(until: "all have come") {
                    events.types(of: task) == Self.lifeOfATask
                } instead: {
                    "\(events.events)"
                }
                let finished = try #require(events.events.first { $0["type"]?.string == "run.finished" })
                #expect(finished["state"]?.string == "succeeded" && finished["name"]?.string == "one")
                #expect(finished["group"]?.string == "default" && finished["action"]?.string == "webhook")
                // Whoever asks later is told the same.
                try await EventSource.with(stack, "after=0") { later in
                    try await wait(until: "it is up to date") { later.comments.contains("up to date") }
                    #expect(later.events == events.events)
                }
            }
        }
    }

    @Test("are filtered")
    func filters() async throws {
        try await withStack { stack in
            try await EventSource.with(stack, "group=billing&type=run.finished,task.failed") { events in
                try await EventSource.with(stack, "action=message") { messages in
                    let other = try await stack.client.create(.webhook(stack.receiver.url()))
                    let message = try await stack.client.create(.message("a", body: "1"))
                    let failing = try await stack.client.create(
                        .webhook("http://127.0.0.1:9/", #""group":"billing","retry":{"max_attempts":1}"#))
                    try await stack.client.wait(for: failing, toBe: "failed")
                    try await stack.client.wait(for: other, toBe: "completed")
                    try await wait(until: "all have come") {
                        events.types(of: failing) == ["run.finished", "task.failed"]
                            && messages.types(of: message) == Self.lifeOfATask
                    } instead: {
                        "\(events.events) \(messages.events)"
                    }
                    #expect(events.events.count == 2 && messages.events.count == 4)
                    #expect(events.events[0]["error"]?["code"]?.string != nil)
                }
            }
        }
    }

    @Test("are none of the business of a key of another group")
    func groups() async throws {
        let admin = "ck_end-to-end-test-of-events"
        try await withStack(StackOptions(common: ["CARILLON_ADMIN_KEY": admin])) { stack in
            var client = stack.client
            client.headers = ["Authorization": "Bearer \(admin)"]
            let answer = try await client.request(
                "POST", "/keys", body: #"{"name":"x","scopes":["tasks:read"],"groups":["billing"]}"#)
            let key = try #require(answer.json?["key"]?.string)
            try await EventSource.with(stack, key: key) { events in
                let other = try await client.create(.webhook(stack.receiver.url()))
                try await client.wait(for: other, toBe: "completed")
                let task = try await client.create(.webhook(stack.receiver.url(), #""group":"billing""#))
                try await wait(until: "all have come") { events.types(of: task) == Self.lifeOfATask }
                #expect(events.events.count == 4)
            }
        }
    }

    @Test("come once, and none is lost, while a service is killed", arguments: [ServiceKind.api, .scheduler])
    func crash(_ kind: ServiceKind) async throws {
        try await withStack { stack in
            try await EventSource.with(stack) { events in
                async let creation = Burst.create(Burst.webhooks(500, to: stack.receiver), in: stack)
                try await wait(until: "100 webhooks have arrived") { stack.receiver.count >= 100 }
                try await stack.service(kind).crash()
                let tasks = try await creation
                try await Burst.expectAll(tasks, completedIn: stack, duplicates: 0)
                try await wait(until: "all are told") {
                    events.events.count { $0["type"]?.string == "task.completed" } >= 500
                } instead: {
                    "\(events.events.count) events, \(events.connections) connections"
                }
                let ids = events.ids
                #expect(ids == Array((ids.first ?? 0)..<(ids.first ?? 0) + ids.count), "each once, and in order")
                #expect(events.connections == (kind == .api ? 2 : 1))
            }
        }
    }

    @Test("do not hold up the end of the API")
    func end() async throws {
        try await withStack { stack in
            try await EventSource.with(stack) { _ in
                #expect(await stack.api.terminate() == 0)
            }
        }
    }

    @Test("are shown by the command line")
    func commandLine() async throws {
        try await withStack { stack in
            let carillon = CommandLineTool(stack)
            let task = try await stack.client.create(.webhook(stack.receiver.url(), #""name":"shown""#))
            try await stack.client.wait(for: task, toBe: "completed")
            let shown = try await carillon("logs", "--task", task)
            #expect(shown.status == 0, "\(shown)")
            let lines = shown.output.split(separator: "\n")
            #expect(lines.count == 4 && lines.allSatisfy { $0.contains("shown") }, "\(shown)")
            let json = try await carillon("logs", "--type", "task.completed", "--json")
            #expect(json.json?["task_id"]?.string == task, "\(json)")
        }
    }
}
