import JSON
import Logging
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Executor

@Suite("A performer") struct RunPerformerTests {
    private let start = Timestamp(milliseconds: 1_781_103_600_000)

    private func perform(_ action: ActionName, _ payload: RawJSON, rooms: ChatRooms = ChatRooms()) async -> RunResult {
        let performer = RunPerformer(
            actions: ActionRegistry([PostToChat(rooms: rooms)]), clock: ManualClock(now: start), executor: "me",
            logger: Logger(label: "test"))
        let request = RunRequest(
            runID: RunID(high: 1, low: 1), taskID: TaskID(high: 1, low: 2), action: action, payload: payload,
            scheduledFor: start, attempt: 1, maxAttempts: 5, timeoutSeconds: 30)
        return await performer.perform(request, startedAt: start)
    }

    @Test func `performs an action`() async {
        let rooms = ChatRooms()
        let result = await perform("chat.post", RawJSON(#"{"room":"general","text":"hello"}"#), rooms: rooms)
        #expect(result == RunResult(outcome: .succeeded, startedAt: start, finishedAt: start, executor: "me"))
        #expect(await rooms.posts == ["general": ["hello"]])
    }

    @Test func `reports a thrown error as a failure that may be tried again`() async {
        let result = await perform("chat.post", RawJSON(#"{"room":"secret","text":"hello"}"#))
        #expect(result.outcome == .failed)
        #expect(result.error?.code == "action_error")
    }

    @Test func `rejects a payload that can't be read`() async {
        let result = await perform("chat.post", RawJSON(#"{"room":5}"#))
        #expect(result.outcome == .rejected)
        #expect(result.error?.code == "invalid_payload")
    }

    @Test(arguments: [
        (#"{"room":5,"text":"hello"}"#, "payload/room has the wrong type: expected String"),
        (#"{"room":"general"}"#, "payload/text is missing"),
        (#"{"room":"general","text":null}"#, "payload/text must not be null"),
        ("[]", "payload has the wrong type: expected Dictionary<String, Any>"),
    ])
    func `names the field of a payload that can't be read`(_ payload: String, _ message: String) async throws {
        let result = await perform("chat.post", try RawJSON(validating: Array(payload.utf8)))
        #expect(result.error == RunError(code: "invalid_payload", message: message))
    }

    @Test func `rejects an action that it does not have`() async {
        #expect(await perform("other", RawJSON("{}")).error?.code == "unknown_action")
    }
}
