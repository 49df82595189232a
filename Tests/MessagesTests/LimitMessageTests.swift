import JSON
import Messages
import TaskModel
import Testing
import Timekeeping

/// What the services say of limits, and of runs that are to be stopped.
@Suite struct LimitMessageTests {
    private let taskID = TaskID(high: 0x0197_0000_0000_7000, low: 0x8000_0000_0000_0001)
    private let runID = RunID(high: 0x0197_0000_0000_7001, low: 0x8000_0000_0000_0002)
    private let time = Timestamp(milliseconds: 1_781_103_600_000)

    @Test func aCancellationIsAsTheContractSays() throws {
        let cancellation = RunCancellation(runID: runID, taskID: taskID, action: "webhook")
        let message = cancellation.message()
        let text = """
            {"run_id":"01970000-0000-7001-8000-000000000002","task_id":"01970000-0000-7000-8000-000000000001",\
            "action":"webhook"}
            """
        #expect(String(decoding: message.body, as: UTF8.self) == text)
        #expect(message.exchange == "carillon.events")
        #expect(message.routingKey == "cancel.webhook")
        #expect(message.type == "carillon.run.cancel.v1")
        #expect(!message.persistent && !message.mandatory)
        #expect(try RunCancellation(decoding: message.body) == cancellation)
    }

    @Test(arguments: ["", "[]", "{}", #"{"run_id":"x","task_id":"x","action":"a"}"#])
    func whatIsNoCancellationIsRefused(_ body: String) {
        #expect(throws: (any Error).self) { try RunCancellation(decoding: Array(body.utf8)) }
    }

    @Test func requestsComeBack() throws {
        let name = try #require(LimitName("host:[::1]:9000"))
        let operations: [SchedulerRequest.Operation] = [
            .limits, .deleteLimit(name),
            .putLimit(RunLimit(name: name, maxConcurrent: 10, perSecond: 0.5, updatedAt: time)),
            .putLimit(RunLimit(name: .group("billing"), maxConcurrent: nil, perSecond: 50, updatedAt: time)),
            .change([.cancel(taskID), .scoped(["billing"], .cancel(taskID))]),
        ]
        for operation in operations {
            let request = SchedulerRequest(operation, within: ["billing"], deadline: time)
            let message = request.message(id: "1", now: time)
            #expect(try SchedulerRequest(type: message.type, decoding: message.body) == request)
        }
    }

    @Test func answersComeBack() throws {
        let answers: [TaskChangeAnswer] = [
            .cancelling([]), .cancelling([runID, runID]), .conflict(.nothingToCancel),
            .each([.cancelling([runID]), .done]),
        ]
        #expect(try TaskChangeAnswer.decode(TaskChangeAnswer.encode(answers)) == answers)
    }

    @Test func aLimitIsShownAsTheDocumentSays() throws {
        let name = try #require(LimitName("host:api.example.com"))
        let view = LimitView(
            name: name, limit: RunLimit(name: name, maxConcurrent: 10, perSecond: 50, updatedAt: time), outstanding: 10,
            waitingSince: time)
        #expect(
            ResponseJSON.limit(view).description
                == #"{"limit":{"name":"host:api.example.com","max_concurrent":10,"per_second":50.0,"#
                + #""updated_at":"2026-06-10T15:00:00.000Z","outstanding":10,"#
                + #""waiting_since":"2026-06-10T15:00:00.000Z"}}"#)
        let slowed = LimitView(name: name, limit: nil, slowdown: .init(until: time, maxConcurrent: 1))
        #expect(
            ResponseJSON.limits([slowed]).description
                == #"{"limits":[{"name":"host:api.example.com","outstanding":0,"#
                + #""slowed":{"until":"2026-06-10T15:00:00.000Z","max_concurrent":1}}]}"#)
        let shared = LimitView(
            name: name, limit: nil, outstanding: 128, waitingSince: time, fairShare: .init(slots: 256))
        #expect(
            ResponseJSON.limits([shared]).description
                == #"{"limits":[{"name":"host:api.example.com","outstanding":128,"#
                + #""waiting_since":"2026-06-10T15:00:00.000Z","fair_share":{"slots":256}}]}"#)
    }
}
