import Actions
import JSON
import Logging
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import Executor

@Suite struct RunPerformerTests {
    private let start = Timestamp(milliseconds: 1_781_103_600_000)

    private func perform(_ action: ActionName, _ payload: RawJSON, rooms: ChatRooms = ChatRooms()) async -> RunResult {
        var registry = ActionRegistry()
        registry.register(PostToChat(rooms: rooms))
        let performer = RunPerformer(
            actions: registry, clock: ManualClock(now: start), executor: "me", logger: Logger(label: "test"))
        let request = RunRequest(
            runID: RunID(high: 1, low: 1), taskID: TaskID(high: 1, low: 2), action: action, payload: payload,
            scheduledFor: start, attempt: 1, maxAttempts: 5, timeoutSeconds: 30)
        return await performer.perform(request, startedAt: start)
    }

    @Test func anActionOfOnesOwnIsPerformed() async {
        let rooms = ChatRooms()
        let result = await perform("chat.post", RawJSON(#"{"room":"general","text":"hello"}"#), rooms: rooms)
        #expect(result == RunResult(outcome: .succeeded, startedAt: start, finishedAt: start, executor: "me"))
        #expect(await rooms.posts == ["general": ["hello"]])
    }

    @Test func anErrorThrownIsAFailureToBeTriedAgain() async {
        let result = await perform("chat.post", RawJSON(#"{"room":"secret","text":"hello"}"#))
        #expect(result.outcome == .failed)
        #expect(result.error?.code == "action_error")
    }

    @Test func aPayloadThatCannotBeReadIsRejected() async {
        let result = await perform("chat.post", RawJSON(#"{"room":5}"#))
        #expect(result.outcome == .rejected)
        #expect(result.error?.code == "invalid_payload")
    }

    @Test func anActionThatIsNotRegisteredIsRejected() async {
        #expect(await perform("other", RawJSON("{}")).error?.code == "unknown_action")
    }
}
