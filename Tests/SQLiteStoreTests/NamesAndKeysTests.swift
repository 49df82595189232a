import JSON
import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite struct NamesAndKeysTests {
    private func named(_ number: UInt64, _ name: String = "nightly", payload: RawJSON = RawJSON("{}")) -> TaskDefinition
    {
        var new = task(number, runAt: start + .seconds(60), payload: payload)
        new.name = TaskName(name)
        return new
    }

    private func answers(_ store: SQLiteTaskStore, _ changes: [TaskChange], now: Timestamp = start) async throws
        -> [TaskChangeAnswer]
    {
        try await store.apply(changes, now: now).map(\.answer)
    }

    @Test func aNameBelongsToOneLiveTask() async throws {
        try await withStore { store, _ in
            #expect(
                try await answers(store, [.create(named(1)), .create(named(2)), .create(named(3, "other"))])
                    == [.done, .conflict(.nameTaken), .done])
            let name = try #require(TaskName("nightly"))
            #expect(try await store.task(named: name)?.task.id == task(1).id)
            #expect(try await store.task(task(2).id) == nil)
            // A task that has ended gives its name free.
            let run = try await store.claimAll(now: start + .seconds(60)).runs[0]
            _ = try await store.apply([.finished(run)], now: start + .seconds(61))
            #expect(try await store.task(named: name) == nil)
            #expect(try await answers(store, [.create(named(2))]) == [.done])
            #expect(try await answers(store, [.delete(task(2).id), .create(named(4))]) == [.done, .done])
            #expect(try await store.task(named: name)?.task.id == task(4).id)
        }
    }

    /// A recurrence that says when, put again later, begins later, and is the same all the same.
    @Test func puttingARecurrenceAgainLaterChangesNothing() async throws {
        try await withStore { store, _ in
            func recurring(_ number: UInt64, after seconds: Int64, _ rule: String) throws -> TaskDefinition {
                var new = named(number)
                new.runAt = start + .seconds(seconds)
                new.isAnchored = false
                let accepted = try RecurrenceRule(storedText: rule).accepted(
                    anchor: new.runAt, localAnchor: nil, zone: .utc, seed: TaskDefinition.seed(of: new.id),
                    after: new.runAt)
                (new.recurrence, new.firstAt) = (accepted.rule, accepted.first)
                return new
            }
            let rule = #"{"cron":"0 9 * * *","count":3}"#
            let first = try recurring(1, after: 0, rule)
            #expect(try await answers(store, [.put(first)]) == [.done])
            let again = try recurring(2, after: 90_000, rule)
            #expect(try await answers(store, [.put(again)]) == [.unchanged(task(1).id)])
            let other = try recurring(3, after: 90_000, #"{"cron":"0 9 * * *","count":4}"#)
            #expect(try await answers(store, [.put(other)]) == [.replaced(task(1).id)])
        }
    }

    @Test func puttingATaskReplacesTheOneOfItsNameOnlyWhereItDiffers() async throws {
        try await withStore { store, _ in
            let first = try await answers(store, [.put(named(1))])
            #expect(first == [.done])
            #expect(try await answers(store, [.put(named(2))]) == [.unchanged(task(1).id)])
            #expect(
                try await answers(store, [.put(named(3, payload: RawJSON(#"{"n":1}"#)))]) == [.replaced(task(1).id)])
            #expect(try await store.task(task(1).id) == nil)
            #expect(try await store.tasks(matching: TaskQuery()).tasks.map(\.id) == [task(3).id])
        }
    }

    @Test func aKeyMakesOneTask() async throws {
        try await withStore { store, _ in
            let key = try #require(IdempotencyKey(key: "k", fingerprint: String(repeating: "a", count: 64)))
            let other = try #require(IdempotencyKey(key: "k", fingerprint: String(repeating: "b", count: 64)))
            #expect(
                try await answers(store, [.createOnce(task(1), key), .createOnce(task(2), key)])
                    == [.done, .replayed(task(1).id)])
            #expect(try await answers(store, [.createOnce(task(3), other)]) == [.conflict(.keyReused)])
            #expect(try await store.tasks(matching: TaskQuery()).tasks.map(\.id) == [task(1).id])
            // Also when the task is gone: what was asked for has been done.
            #expect(
                try await answers(store, [.delete(task(1).id), .createOnce(task(4), key)])
                    == [.done, .replayed(task(1).id)])
            let later = start + IdempotencyKey.lifetime + .seconds(1)
            #expect(try await answers(store, [.createOnce(task(5), other)], now: later) == [.done])
        }
    }

    @Test func aRequestThatMakesNothingUsesUpNoKey() async throws {
        try await withStore { store, _ in
            let key = try #require(IdempotencyKey(key: "k", fingerprint: String(repeating: "a", count: 64)))
            #expect(
                try await answers(store, [.create(named(1)), .createOnce(named(2), key)])
                    == [.done, .conflict(.nameTaken)])
            #expect(
                try await answers(store, [.delete(task(1).id), .createOnce(named(2), key)]) == [.done, .done])
        }
    }
}
