import Foundation
import JSON
import Testing

@Suite("A task that is cancelled", .timeLimit(.minutes(20)))
struct CancelTests {
    private func cancel(_ id: String, _ stack: Stack) async throws -> HTTPAnswer {
        try await stack.client.request("POST", "/tasks/\(id)/cancel")
    }

    /// Waits until it has ended as something that was cancelled.
    private func expectCancelled(_ id: String, _ stack: Stack) async throws {
        let task = try await stack.client.wait(for: id, toBe: "failed")
        #expect(task["error"]?["code"]?.string == "cancelled", "\(task)")
        #expect(try await cancel(id, stack).status == 409)
    }

    @Test("while its webhook is under way breaks off the request, and is not tried again")
    func underWay() async throws {
        try await withStack { stack in
            stack.receiver.answer(.held)
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await wait(until: "the webhook has arrived") { stack.receiver.count == 1 }
            let answer = try await cancel(id, stack)
            #expect(answer.status == 202, "\(answer)")
            let run = try #require(answer.json?["run_ids"]?.array?.first?.string)
            try await wait(until: "the connection is closed") { stack.receiver.abandoned.map(\.taskID) == [id] }
            try await expectCancelled(id, stack)
            let runs = try await stack.client.runs(id)
            #expect(runs.map { $0["state"]?.string } == ["cancelled"], "\(runs)")
            #expect(runs.first?["run_id"]?.string == run)
            #expect(runs.first?["error"]?["code"]?.string == "cancelled")
            #expect(stack.receiver.count == 1)
        }
    }

    @Test("while no executor has it does not run when one comes")
    func inTheQueue() async throws {
        try await withStack { stack in
            stack.receiver.answer(.held)
            #expect(await stack.executor.terminate() == 0)
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: id, toBe: "running")
            #expect(try await cancel(id, stack).status == 202)
            try await stack.executor.start()
            try await expectCancelled(id, stack)
            // The executor may have begun before it heard of it.
            #expect(stack.receiver.count <= 1)
        }
    }

    @Test("while it waits for its next attempt makes none")
    func waitingForRetry() async throws {
        try await withStack { stack in
            stack.receiver.answer(ReceiverAnswer(status: 500))
            let id = try await stack.client.create(
                .webhook(stack.receiver.url(), #""retry":{"schedule_seconds":[3600]}"#))
            try await wait(until: "it failed once") {
                let task = try await stack.client.task(id)
                return task["attempt"]?.int == 2 && task["status"]?.string == "scheduled"
            }
            let answer = try await cancel(id, stack)
            #expect(answer.status == 200, "\(answer)")
            #expect(answer.json?["run_ids"]?.array == [])
            try await expectCancelled(id, stack)
            #expect(try await stack.client.runs(id).map { $0["state"]?.string } == ["cancelled", "failed"])
        }
    }

    @Test("before its time does not run")
    func notYetDue() async throws {
        try await withStack(StackOptions(isIdle: true)) { stack in
            let id = try await stack.client.create(
                .webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600)))
            #expect(try await cancel(id, stack).status == 200)
            try await expectCancelled(id, stack)
        }
    }

    @Test("and recurs goes on with its next occurrence")
    func recurring() async throws {
        try await withStack { stack in
            stack.receiver.answer("/", .held, ReceiverAnswer())
            let id = try await stack.client.create(
                .webhook(stack.receiver.url(), #""recurrence":{"every":"PT2S"}"#))
            try await wait(until: "the webhook has arrived") { stack.receiver.count == 1 }
            #expect(try await cancel(id, stack).status == 202)
            try await wait(until: "an occurrence after it has succeeded") {
                let states = try await stack.client.runs(id).map { $0["state"]?.string }
                return states.contains("cancelled") && states.contains("succeeded")
            }
            #expect(stack.receiver.abandoned.count == 1)
            let status = try await stack.client.task(id)["status"]?.string
            #expect(status == "scheduled" || status == "running")
        }
    }

    @Test("while there is nothing to cancel is told so")
    func nothing() async throws {
        try await withStack { stack in
            let later = try await stack.client.create(
                .webhook(stack.receiver.url(), at: Date(timeIntervalSinceNow: 3600), #""recurrence":"daily""#))
            #expect(try await cancel(later, stack).status == 409)
            let done = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: done, toBe: "completed")
            #expect(try await cancel(done, stack).status == 409)
            #expect(try await cancel("01970000-0000-7000-8000-000000000001", stack).status == 404)
            #expect(try await cancel("1", stack).status == 400)
        }
    }

    @Test("over the broker, by whoever knows the run, ends it")
    func overTheBroker() async throws {
        try await withStack { stack in
            stack.receiver.answer(.held)
            let id = try await stack.client.create(.webhook(stack.receiver.url(), #""retry":{"max_attempts":1}"#))
            try await wait(until: "the webhook has arrived") { stack.receiver.count == 1 }
            let run = try #require(try await stack.client.runs(id).first?["run_id"]?.string)
            try await stack.broker.publish(
                #"{"run_id":"\#(run)","task_id":"\#(id)","action":"webhook"}"#, type: "carillon.run.cancel.v1",
                to: "carillon.events", routingKey: "cancel.webhook")
            try await wait(until: "the connection is closed") { stack.receiver.abandoned.map(\.taskID) == [id] }
            let task = try await stack.client.wait(for: id, toBe: "failed")
            #expect(task["error"]?["code"]?.string == "cancelled", "\(task)")
        }
    }

    @Test("from the command line is told which run stops")
    func commandLine() async throws {
        try await withStack { stack in
            let tool = CommandLineTool(stack)
            stack.receiver.answer(.held)
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await wait(until: "the webhook has arrived") { stack.receiver.count == 1 }
            let run = try #require(try await stack.client.runs(id).first?["run_id"]?.string)
            let result = try await tool("cancel", id)
            #expect(result.status == 0 && result.output == "cancelled \(id), told run \(run) to stop\n", "\(result)")
            try await expectCancelled(id, stack)
            #expect(try await tool("cancel", id).status == 4)
        }
    }
}
