import Foundation
import JSON
import Testing

@Suite("A webhook", .timeLimit(.minutes(20)))
struct WebhookTests {
    @Test("arrives once when it is due, as it was written, and its result is kept")
    func onTime() async throws {
        try await withStack { stack in
            stack.receiver.answer("/notify", ReceiverAnswer(status: 201, body: "thank you"))
            let data = #"{ "message":"Grüße",  "n": 1.50, "escaped":"\u00e9", "nested":[null,true,{}] }"#
            let draft = TaskDraft.webhook(
                stack.receiver.url("/notify"), data: data, at: Date(timeIntervalSinceNow: 1))
            let id = try await stack.client.create(draft)
            let task = try await stack.client.wait(for: id, toBe: "completed")

            let requests = stack.receiver.requests
            #expect(requests.count == 1)
            let request = try #require(requests.first)
            #expect(request.arrival >= (try Date(rfc3339: draft.runAt)))
            #expect(request.method == "POST")
            #expect(request.path == "/notify")
            #expect(request.body == data)
            #expect(request.headers["content-type"] == "application/json")
            #expect(request.headers["user-agent"]?.hasPrefix("Carillon") == true)
            #expect(request.headers["carillon-task-id"] == id)
            #expect(request.headers["carillon-attempt"] == "1")
            #expect(request.headers["carillon-scheduled-for"] == draft.runAt)
            #expect(request.idempotencyKey == "\(id)/\(draft.runAt)")

            #expect(task["action"]?.string == "webhook")
            #expect(task["payload"]?["url"]?.string == stack.receiver.url("/notify"))
            #expect(task["run_at"]?.string == draft.runAt)
            #expect(task["created_at"]?.string != nil)
            #expect(task["updated_at"]?.string != nil)
            #expect(task["last_run"]?["state"]?.string == "succeeded")
            #expect(task["last_run"]?["output"]?["status"]?.int == 201)
            #expect(task["last_run"]?["output"]?["body"]?.string == "thank you")
        }
    }

    @Test("with a time that is over runs now")
    func past() async throws {
        try await withStack { stack in
            let draft = TaskDraft.webhook(stack.receiver.url(), at: Date(timeIntervalSince1970: 0))
            let id = try await stack.client.create(draft)
            try await stack.client.wait(for: id, toBe: "completed")
            #expect(stack.receiver.requests.map(\.taskID) == [id])
        }
    }

    @Test("is answered with its id, where it is to be found and a message")
    func created() async throws {
        try await withStack { stack in
            let later = Date(timeIntervalSinceNow: 3600)
            let answer = try await stack.client.post(.webhook(stack.receiver.url(), at: later))
            #expect(answer.status == 201)
            #expect(answer.headers["content-type"] == "application/json")
            let id = try #require(answer.json?["task_id"]?.string)
            #expect(UUID(uuidString: id) != nil)
            #expect(id.dropFirst(14).first == "7", "version 7")
            #expect(answer.headers["location"] == "/tasks/\(id)")
            #expect(answer.json?["message"]?.string == "Task scheduled successfully")
            #expect(try await stack.client.task(id)["status"]?.string == "scheduled")
        }
    }
}
