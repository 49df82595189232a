import JSON
import Messages
import Recurrence
import TaskModel
import Testing
import Timekeeping

@Suite struct MessageTests {
    private let taskID = TaskID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0001)
    private let runID = RunID(high: 0x0197_0000_0000_7001, low: 0x8000_0000_0000_0002)
    private let time = Timestamp(milliseconds: 1_781_103_600_000)

    @Test func aRunRequestIsAsTheContractSays() throws {
        let request = RunRequest(
            runID: runID, taskID: taskID, action: "webhook", payload: RawJSON(#"{"url":"http://h","data":{ }}"#),
            scheduledFor: time, attempt: 1, maxAttempts: 5, timeoutSeconds: 30)
        let message = request.message()
        let text = """
            {"run_id":"01970000-0000-7001-8000-000000000002","task_id":"01970000-0000-7000-8000-000000000001",\
            "action":"webhook","payload":{"url":"http://h","data":{ }},"scheduled_for":"2026-06-10T15:00:00.000Z",\
            "attempt":1,"max_attempts":5,"timeout_seconds":30,\
            "idempotency_key":"01970000-0000-7000-8000-000000000001/2026-06-10T15:00:00.000Z"}
            """
        #expect(String(decoding: message.body, as: UTF8.self) == text)
        #expect(message.exchange == "carillon.actions")
        #expect(message.routingKey == "webhook")
        #expect(message.type == "carillon.run.requested.v1")
        #expect(message.messageID == runID.description)
        #expect(message.correlationID == taskID.description)
        #expect(message.persistent && message.mandatory)
        #expect(try RunRequest(decoding: message.body) == request)
    }

    @Test func aResultComesBack() throws {
        let finished = RunFinished(
            runID: runID, taskID: taskID, attempt: 2,
            result: RunResult(
                outcome: .failed, startedAt: time, finishedAt: time + .seconds(1), output: RawJSON(#"{"status":503}"#),
                error: RunError(code: "http_status", message: "the \"receiver\" answered 503"), retryAfterSeconds: 30))
        let message = finished.message(action: "webhook", messageID: "m")
        #expect(message.exchange == "carillon.events")
        #expect(message.routingKey == "run.finished.webhook")
        #expect(try RunFinished(decoding: message.body) == finished)
    }

    @Test func whatOthersWriteIsUnderstood() throws {
        let body = """
            {"run_id":"\(runID)","task_id":"\(taskID)","attempt":1,"outcome":"succeeded","output":null,"error":null,
             "started_at":"2026-06-10T15:00:00+00:00","finished_at":null,"retry_after_seconds":null,"extra":[1,2]}
            """
        let finished = try RunFinished(decoding: Array(body.utf8))
        #expect(finished.result.outcome == .succeeded)
        #expect(finished.result.startedAt == time)
        #expect(finished.result.error == nil)
    }

    @Test func aHugeOutputIsReplacedByANoteOfItsLength() throws {
        let output = "\"" + String(repeating: "x", count: 10_000_000) + "\""
        let body =
            #"{"run_id":"\#(runID)","task_id":"\#(taskID)","attempt":1,"outcome":"succeeded","output":\#(output)}"#
        let finished = try RunFinished(decoding: Array(body.utf8))
        #expect(finished.result.output?.description == #"{"truncated":true,"bytes":10000002}"#)
    }

    @Test(arguments: [
        "", "[]", "{}", #"{"run_id":"x"}"#,
        #"{"run_id":"01970000-0000-7001-8000-000000000002","task_id":"01970000-0000-7000-8000-000000000001","attempt":1}"#,
        #"{"run_id":"01970000-0000-7001-8000-000000000002","task_id":"01970000-0000-7000-8000-000000000001","attempt":1,"outcome":"fine"}"#,
        #"{"run_id":"01970000-0000-7001-8000-000000000002","task_id":"01970000-0000-7000-8000-000000000001","attempt":"1","outcome":"failed"}"#,
        #"{"run_id":"01970000-0000-7001-8000-000000000002","task_id":"01970000-0000-7000-8000-000000000001","attempt":1,"outcome":"failed","finished_at":"yesterday"}"#,
    ])
    func whatBreaksTheContractIsRefused(_ body: String) {
        #expect(throws: (any Error).self) { try RunFinished(decoding: Array(body.utf8)) }
    }

    @Test func requestsComeBack() throws {
        var task = NewTask(
            id: taskID, action: "webhook", payload: RawJSON(#"{"url":"http://h"}"#), runAt: time, recurrence: .monthly,
            zone: try #require(Zone(identifier: "Europe/Berlin")), timeoutSeconds: 7)
        task.retry.maxAttempts = 1
        let operations: [SchedulerRequest.Operation] = [
            .change([.create(task), .delete(taskID)]), .change([]), .get(taskID), .ping,
            .list(TaskQuery(status: .running, limit: 7, after: TaskCursor(runAt: time, id: taskID))),
            .list(TaskQuery()),
        ]
        for operation in operations {
            let request = SchedulerRequest(operation, deadline: time)
            let message = request.message(id: "id", now: time - .seconds(2))
            #expect(try SchedulerRequest(type: message.type, decoding: message.body) == request)
            #expect(message.expirationMilliseconds == 2000)
            #expect(!message.persistent)
        }
        #expect(throws: MessageError.self) { try SchedulerRequest(type: "other", decoding: Array("{}".utf8)) }
    }

    @Test func repliesComeBack() throws {
        for reply in [SchedulerReply.success(RawJSON("[1]")), .failure(.init(.notFound, "no \"such\" task"))] {
            #expect(try SchedulerReply(type: reply.type, decoding: reply.encoded()) == reply)
        }
        #expect(throws: MessageError.self) { try SchedulerReply(type: nil, decoding: []) }
        let answers: [TaskChangeAnswer] = [.replayed(TaskID(high: 1, low: 2)), .conflict(.nameTaken), .notFound]
        #expect(try TaskChangeAnswer.decode(TaskChangeAnswer.encode(answers)) == answers)
    }

    @Test func cursorsComeBack() {
        let cursor = TaskCursor(runAt: time, id: taskID)
        #expect(TaskCursor(text: cursor.text) == cursor)
        for text in ["", "x", String(repeating: "g", count: 48), cursor.text + "0"] {
            #expect(TaskCursor(text: text) == nil)
        }
    }

    @Test func anExecutorsTopologyHasItsQueuesOnly() {
        let topology = Topology.executor(actions: ["message"], sendsMessages: true)
        #expect(topology.queues.map(\.name) == ["carillon.actions.message", "carillon.messages.inbox"])
        #expect(Topology.executor(actions: ["webhook"], sendsMessages: false).queues.map(\.quorum) == [true])
    }
}
