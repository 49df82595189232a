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
        var task = TaskDefinition(
            id: taskID, action: "webhook", payload: RawJSON(#"{"url":"http://h"}"#), runAt: time)
        task.recurrence = RecurrenceRule(.monthly)
        task.zone = try #require(Zone(identifier: "Europe/Berlin"))
        task.timeoutSeconds = 7
        task.retry = RetryPolicy(
            maxAttempts: 1, backoff: .linear, initialSeconds: 0.5, maxSeconds: 9, jitter: .none)
        let name = try #require(TaskName("nightly"))
        let key = try #require(IdempotencyKey(key: "k\"\\", fingerprint: "f"))
        var full = task
        full.name = name
        full.expiresAt = time + .seconds(60)
        full.localAnchor = try LocalDateTime(year: 2026, month: 3, day: 29, hour: 2, minute: 30)
        full.retry = RetryPolicy(
            maxAttempts: 3, backoff: .exponential, initialSeconds: 5, maxSeconds: 3600, jitter: .none,
            scheduleSeconds: [0, 1.5], maxAgeSeconds: 86_400)
        full.schedule = SchedulePolicy(
            onMissed: .all, maxMissed: 7, graceSeconds: 5, overlap: .queueOne, onFailure: .pause)
        let dead = DeadQuery(
            filter: DeadFilter(action: "webhook", errorCode: "timeout", from: time, to: time + .seconds(9)), limit: 5,
            after: DeadCursor(diedAt: time, runID: runID))
        var tagged = task
        tagged.group = "billing"
        tagged.tags = ["nightly", "größe 1"].compactMap(TaskTag.init)
        let filter = TaskFilter(
            statuses: [.paused, .failed], action: "webhook", groups: ["a"], tags: Set(tagged.tags), namePrefix: "x",
            runFrom: time, runTo: time + .seconds(1), createdFrom: time, createdTo: time + .seconds(2))
        let accessKey = AccessKey(
            id: AccessKeyID(high: 1, low: 2), name: "ci \"x\"", hash: "00ff", scopes: [.read, .write],
            groups: ["billing"], createdAt: time, expiresAt: time, revokedAt: time, lastUsedAt: time)
        let operations: [SchedulerRequest.Operation] = [
            .change([.create(task), .delete(taskID)]), .change([]), .get(taskID), .ping,
            .change([.createOnce(task, key), .put(full), .pause(taskID), .resume(taskID)]),
            .change([.redrive(runID), .discard(runID)]),
            .list(TaskQuery(status: .running, limit: 7, after: TaskCursor(runAt: time, id: taskID))),
            .list(TaskQuery(filter, order: TaskOrder(.createdAt, isDescending: true), limit: 9, countsAll: true)),
            .change([
                .update(TaskUpdate(task: tagged, times: .begun, revision: 3)), .run(taskID, runID),
                .atomic([.create(tagged), .scoped(["a", "b"], .delete(taskID))]),
                .scoped(["a"], .update(TaskUpdate(task: task, times: .kept, revision: 1))),
            ]),
            .changeAll(TaskQuery(filter), .pause), .keys([KeyUse(id: accessKey.id, at: time)]), .createKey(accessKey),
            .revokeKey(accessKey.id),
            .list(TaskQuery()), .getByName(name), .runs(RunQuery(taskID: taskID)),
            .runs(RunQuery(taskID: taskID, limit: 3, after: runID)), .dead(DeadQuery()), .dead(dead),
            .redriveAll(dead), .discardAll(dead), .redriveAllOnce(dead, key), .discardAllOnce(dead, key),
            .changeAllOnce(TaskQuery(filter), .delete, key),
            .createKeyOnce(accessKey, KeptAnswer(key: key, answer: "c2VjcmV0")),
            .change([
                .once(key, .run(taskID, runID)), .recall(key), .once(key.part(999), .scoped(["a"], .pause(taskID))),
                .createOnce(task, key.part(999_999)),
            ]),
        ]
        for operation in operations {
            let request = SchedulerRequest(operation, deadline: time)
            let message = request.message(id: "id", now: time - .seconds(2))
            #expect(try SchedulerRequest(type: message.type, decoding: message.body) == request)
            #expect(message.properties.expiration == "2000")
            #expect(!message.persistent)
        }
        let limited = SchedulerRequest(.get(taskID), within: ["a", "b"], deadline: time)
        #expect(try SchedulerRequest(type: "carillon.task.get.v1", decoding: limited.encoded()) == limited)
        #expect(throws: MessageError.self) { try SchedulerRequest(type: "other", decoding: Array("{}".utf8)) }
    }

    @Test func repliesComeBack() throws {
        for reply in [SchedulerReply.success(RawJSON("[1]")), .failure(.init(.notFound, "no \"such\" task"))] {
            #expect(try SchedulerReply(type: reply.type, decoding: reply.encoded()) == reply)
        }
        #expect(throws: MessageError.self) { try SchedulerReply(type: nil, decoding: []) }
        let answers: [TaskChangeAnswer] =
            [.done, .replayed(taskID), .unchanged(taskID), .replaced(taskID), .redriven(taskID), .notFound]
            + [.queued(runID), .each([.done, .replayed(taskID)]), .refused(at: 7, .nameTaken)]
            + TaskChangeAnswer.Conflict.allCases.map(TaskChangeAnswer.conflict)
        #expect(try TaskChangeAnswer.decode(TaskChangeAnswer.encode(answers)) == answers)
        for bulk in [BulkAnswer(changed: 3, refused: 1, next: "c"), BulkAnswer(changed: 0, refused: 0, next: nil)] {
            #expect(try BulkAnswer(decoding: bulk.encoded()) == bulk)
        }
    }

    @Test func cursorsComeBack() {
        let cursor = TaskCursor(runAt: time, id: taskID)
        let orders = TaskOrder.Key.allCases.flatMap { [TaskOrder($0), TaskOrder($0, isDescending: true)] }
        for order in orders {
            let text = cursor.text(in: order)
            #expect(TaskCursor(text: text, in: order) == cursor)
            for other in orders where other != order { #expect(TaskCursor(text: text, in: other) == nil) }
            for text in ["", "x", "r" + String(repeating: "g", count: 48), text + "0"] {
                #expect(TaskCursor(text: text, in: order) == nil)
            }
        }
        let dead = DeadCursor(diedAt: time, runID: runID)
        #expect(DeadCursor(text: dead.text) == dead)
    }

    @Test func anExecutorsTopologyHasItsQueuesOnly() {
        let topology = Topology.executor("x", actions: ["message"], sendsMessages: true)
        #expect(
            topology.queues.map(\.name) == [
                "carillon.actions.message", "carillon.cancels.x", "carillon.messages.inbox",
            ])
        let other = Topology.executor("x", actions: ["webhook"], sendsMessages: false)
        #expect(
            other.queues == [.quorum("carillon.actions.webhook"), .transient("carillon.cancels.x")])
        // The arguments on the wire: a queue that exists with others could not be declared again.
        #expect(
            other.queues.map(\.arguments) == [
                ["x-queue-type": "quorum"], ["x-expires": 60_000, "x-max-length-bytes": 33_554_432],
            ])
        #expect(other.bindings.contains { $0.queue == "carillon.cancels.x" && $0.routingKey == "cancel.webhook" })
    }

    @Test func anExecutorSaysWhatItServes() throws {
        let served = ActionServed(action: "greet").message(messageID: "1")
        #expect(served.routingKey == "action.served.greet")
        #expect(try ActionServed(decoding: served.body) == ActionServed(action: "greet"))
        #expect(throws: MessageError.self) { try ActionServed(decoding: Array("{}".utf8)) }
        let counted = ActionServed(action: "greet", executor: "host/1", concurrency: 8)
        #expect(try ActionServed(decoding: counted.message(messageID: "1").body) == counted)
        for bad in ["-1", "1000001", #""8""#] {
            let body = Array(#"{"action":"greet","executor":"e","concurrency":\#(bad)}"#.utf8)
            #expect(throws: (any Error).self) { try ActionServed(decoding: body) }
        }
    }
}
