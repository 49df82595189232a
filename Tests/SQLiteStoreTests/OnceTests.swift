import JSON
import Messages
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

/// Requests with an idempotency key that change something else than a new task.
@Suite struct OnceTests {
    private let key = IdempotencyKey(key: "k", fingerprint: String(repeating: "a", count: 64))!
    private let other = IdempotencyKey(key: "k", fingerprint: String(repeating: "b", count: 64))!
    private let later = start + IdempotencyKey.lifetime + .seconds(1)

    private func answers(
        _ store: SQLiteTaskStore, _ changes: [TaskChange], now: Timestamp = start
    ) async throws -> [TaskChangeAnswer] {
        try await store.apply(changes, now: now).map(\.answer)
    }

    @Test func aRunIsMadeOnce() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, runAt: start + .seconds(60))])
            let id = task(1).id
            let runs = (1...3).map { RunID(high: 9, low: $0) }
            #expect(
                try await answers(store, [.once(key, .run(id, runs[0])), .once(key, .run(id, runs[1]))])
                    == [.queued(runs[0]), .again(.queued(runs[0]))])
            #expect(try await answers(store, [.once(other, .run(id, runs[2]))]) == [.conflict(.keyReused)])
            #expect(try await store.claimAll(now: start).runs.count == 1)
            #expect(try await answers(store, [.once(key, .pause(id))], now: later) == [.done])
        }
    }

    /// A repeated pause must not undo what was done after the first.
    @Test func aPauseThatIsRepeatedLaterChangesNothing() async throws {
        try await withStore { store, _ in
            try await store.create([task(1, runAt: start + .seconds(60))])
            let id = task(1).id
            #expect(
                try await answers(store, [.once(key, .pause(id)), .resume(id), .once(key, .pause(id))])
                    == [.done, .done, .again(.done)])
            #expect(try await store.task(id)?.task.progress.isPaused == false)
        }
    }

    @Test func whatIsRefusedUsesUpNoKey() async throws {
        try await withStore { store, _ in
            let id = task(1).id
            #expect(try await answers(store, [.once(key, .pause(id)), .recall(key)]) == [.notFound, .notFound])
            try await store.create([task(1, runAt: start + .seconds(60))])
            #expect(
                try await answers(store, [.once(key, .scoped(["billing"], .pause(id))), .once(key, .pause(id))])
                    == [.notFound, .done])
            #expect(try await answers(store, [.recall(key)]) == [.again(.done)])
            #expect(try await answers(store, [.recall(other)]) == [.conflict(.keyReused)])
            #expect(try await answers(store, [.createOnce(task(2), other)]) == [.conflict(.keyReused)])
        }
    }

    /// A repeated PUT must not make the task again that has ended meanwhile, nor put back what another changed.
    @Test func `a task is put by name once`() async throws {
        try await withStore { store, _ in
            func named(_ number: UInt64, _ payload: StaticString) -> TaskDefinition {
                var new = task(number, payload: RawJSON(payload))
                new.name = TaskName("nightly")
                return new
            }
            let first = try await answers(store, [.once(key, .put(named(1, "1")))])
            #expect(first == [.done])
            let again: [TaskChangeAnswer] = [.again(.each([.done, .replayed(task(1).id)]))]
            #expect(try await answers(store, [.once(key, .put(named(2, "1")))]) == again)
            let run = try await store.claimAll(now: start).runs[0]
            _ = try await store.apply([.finished(run)], now: start)
            #expect(try await answers(store, [.once(key, .put(named(3, "1")))]) == again)
            #expect(try await store.claimAll(now: start).runs.isEmpty)
            #expect(try await answers(store, [.once(other, .put(named(3, "2")))]) == [.conflict(.keyReused)])
            #expect(try await answers(store, [.once(key, .put(named(4, "1")))], now: later) == [.done])
        }
    }

    @Test func deadRunsArePutBackOnce() async throws {
        try await withStore { store, _ in
            try await store.create((1...5).map { task($0) })
            var runs: [RunRequest] = []
            for (offset, run) in try await store.claimAll().runs.enumerated() {
                let now = start + .seconds(Int64(offset))
                let error = RunError(code: "http_status", message: "no")
                _ = try await store.apply([.finished(run, .rejected, error: error, at: now)], now: now)
                runs.append(run)
            }
            let query = DeadQuery(filter: DeadFilter(to: start + .seconds(60)), limit: 2)
            var counts: [Int] = []
            for _ in 0..<5 {
                let step = try #require(
                    try await store.changeDead(query, to: .redrive, once: key, now: start + .seconds(60)))
                counts.append(step.answer.changed)
                #expect(step.answer.isRepeated == (counts.count > 3))
            }
            #expect(counts == [2, 4, 5, 5, 5])
            #expect(try await store.changeDead(query, to: .redrive, once: other, now: start + .seconds(60)) == nil)
            // One that dies again is not put back once more.
            let again = try await store.claimAll(now: start + .seconds(60)).runs[0]
            let error = RunError(code: "http_status", message: "no")
            let death = start + .seconds(61)
            _ = try await store.apply([.finished(again, .rejected, error: error, at: death)], now: death)
            _ = try await store.changeDead(query, to: .redrive, once: key, now: death)
            #expect(try await store.deadRuns(matching: DeadQuery()).runs.count == 1)
        }
    }

    /// A repeated one must not reach what was made after the first, nor what the first left behind its last step.
    @Test func tasksAreChangedOnce() async throws {
        try await withStore { store, _ in
            try await store.create((1...5).map { task($0, runAt: start + .seconds(60)) })
            let query = TaskQuery(limit: 2)
            let first = try #require(try await store.changeAll(query, to: .delete, once: key, now: start))
            #expect(first.answer.changed == 2 && first.answer.next != nil)
            let now = start + .seconds(10)
            let late = task(6, runAt: start + .seconds(3600))
            try await store.create([late], now: now)
            var counts: [Int] = []
            for _ in 0..<4 {
                let step = try #require(try await store.changeAll(query, to: .delete, once: key, now: now))
                counts.append(step.answer.changed)
                #expect(step.answer.isRepeated == (counts.count > 2))
            }
            #expect(counts == [4, 5, 5, 5])
            #expect(try await store.changeAll(query, to: .delete, once: other, now: now) == nil)
            #expect(try await store.tasks(matching: TaskQuery()).tasks.map(\.id) == [late.id])
            // A day after the first, the key is free again.
            _ = try await store.changeAll(query, to: .delete, once: key, now: later)
            #expect(try await store.tasks(matching: TaskQuery()).tasks.isEmpty)
        }
    }

    @Test func deadRunsAreDiscardedOnce() async throws {
        try await withStore { store, _ in
            let error = RunError(code: "http_status", message: "no")
            for number in UInt64(1)...2 {
                let now = start + .seconds(Int64(number) * 10)
                try await store.create([task(number)])
                let run = try await store.claimAll(now: now).runs[0]
                _ = try await store.apply([.finished(run, .rejected, error: error, at: now)], now: now)
                _ = try await store.changeDead(DeadQuery(), to: .discard, once: key, now: now + .seconds(1))
            }
            #expect(try await store.deadRuns(matching: DeadQuery()).runs.map(\.run.taskID) == [task(2).id])
        }
    }

    @Test func aKeyToTheAPIIsMadeOnce() async throws {
        try await withStore { store, _ in
            func access(_ number: UInt64) -> AccessKey {
                AccessKey(
                    id: AccessKeyID(high: 1, low: number), name: "ci", hash: "\(number)", scopes: [.read], groups: nil,
                    createdAt: start, expiresAt: nil)
            }
            let first = try await store.addKey(access(1), keeping: KeptAnswer(key: key, answer: "first"))
            let second = try await store.addKey(access(2), keeping: KeptAnswer(key: key, answer: "second"))
            let third = try await store.addKey(access(3), keeping: KeptAnswer(key: other, answer: ""))
            #expect(first == .added && second == .repeated("first") && third == .keyReused)
            let hashes = try await store.keys(noting: []).map(\.hash)
            #expect(hashes == ["1"])
        }
    }
}
