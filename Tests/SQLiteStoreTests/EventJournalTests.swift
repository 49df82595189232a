import JSON
import Messages
import Scheduler
import Synchronization
import TaskModel
import Testing
import Timekeeping

@testable import SQLiteStore

@Suite struct EventJournalTests {
    /// All events that are kept.
    private func events(_ store: SQLiteTaskStore, after number: Int64 = 0) async throws -> [RecordedEvent] {
        try await store.events(after: number).batches.flatMap { try RecordedEvent.decode($0) }.filter { $0.id > number }
    }

    @Test func tellsTheLifeOfATask() async throws {
        try await withStore { store, _ in
            try await store.create([task(1)])
            let run = try #require(try await store.claimAll().runs.first)
            _ = try await store.apply([.finished(run, .failed)], now: start + .seconds(1))
            let second = try #require(try await store.claimAll(now: start + .seconds(9)).runs.first)
            _ = try await store.apply([.finished(second)], now: start + .seconds(10))
            let told = try await events(store)
            #expect(
                told.map(\.type) == [
                    "task.created", "run.queued", "run.finished", "run.queued", "run.finished", "task.completed",
                ])
            #expect(told.map(\.id) == Array(1...6))
            #expect(Set(told.map(\.taskID)) == [run.taskID])
            let failure = String(decoding: told[2].json.bytes, as: UTF8.self)
            #expect(failure.contains(#""state":"failed""#))
            #expect(failure.contains(#""next_at":"2026-06-10T15:00:06.000Z""#))
            #expect(failure.contains(#""error":{"code":"unknown""#))
        }
    }

    @Test func tellsNothingOfWhatWasNotDone() async throws {
        struct Refusal: Error {}
        try await withStore { store, _ in
            var named = task(1)
            named.name = TaskName("a")
            var other = task(2)
            other.name = TaskName("a")
            _ = try await store.apply([.atomic([.create(named), .create(other)])], now: start)
            await #expect(throws: Refusal.self) {
                try await store.transaction(at: start) { db in
                    _ = try store.apply(.create(task(3)), now: start, in: db)
                    throw Refusal()
                }
            }
            _ = try await store.apply([.create(task(4)), .pause(task(9).id)], now: start)
            let told = try await events(store)
            #expect(told.map(\.taskID) == [task(4).id])
            #expect(told.map(\.id) == [1])
        }
    }

    @Test func tellsInOrderWhatIsDurable() async throws {
        try await withStore { store, _ in
            let heard = Mutex<[TaskEventBatch]>([])
            store.announceEvents { batches in heard.withLock { $0 += batches } }
            try await withThrowingTaskGroup { group in
                for number in 1...40 {
                    group.addTask { try await store.create([task(UInt64(number)), task(UInt64(1000 + number))]) }
                }
                try await group.waitForAll()
            }
            let batches = heard.withLock { $0 }
            #expect(batches.map(\.first) == stride(from: 1, to: 80, by: 2).map { $0 })
            #expect(batches.allSatisfy { $0.count == 2 && $0.kind == .taskCreated })
        }
    }

    @Test func givesWhatComesAfterANumber() async throws {
        try await withStore { store, _ in
            #expect(try await store.events(after: nil) == EventPage(oldest: 1, latest: 0, batches: []))
            try await store.create((1...5).map { task($0) })
            try await store.create((6...8).map { task($0) })
            #expect(try await events(store, after: 3).map(\.id) == [4, 5, 6, 7, 8])
            #expect(try await events(store, after: 5).map(\.id) == [6, 7, 8])
            let end = try await store.events(after: 8)
            #expect(end == EventPage(oldest: 1, latest: 8, batches: []))
            #expect(try await store.events(after: 99).batches.isEmpty)
            #expect(try await store.events(after: nil).batches.isEmpty)
        }
    }

    @Test func aPageIsBounded() async throws {
        try await withStore { store, _ in
            for round in 0..<20 {
                try await store.create((1...500).map { task(UInt64(round * 500 + $0)) })
            }
            let page = try await store.events(after: 0)
            #expect(page.batches.count > 1 && page.batches.count < 20)
            let last = try #require(page.batches.last.map { try RecordedEvent.decode($0).last?.id } ?? nil)
            #expect(try await events(store, after: last).first?.id == last + 1)
        }
    }

    @Test func numbersGoOnAfterARestartAndAfterPruning() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/tasks.sqlite"
            var store = try SQLiteTaskStore(path: path)
            for number in 1...10 { try await store.create([task(UInt64(number))]) }
            var retention = Retention()
            retention.events = 3
            while try await store.prune(retention, limit: 2, now: start) {}
            #expect(try await events(store).map(\.id) == [8, 9, 10])
            #expect(try await store.events(after: nil).oldest == 8)
            try store.close()
            store = try SQLiteTaskStore(path: path)
            try await store.create([task(11)])
            #expect(try await events(store, after: 9).map(\.id) == [10, 11])
            try store.close()
        }
    }
}
