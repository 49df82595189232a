import JSON
import Messages
import Recurrence
import Scheduler
import TaskModel
import Testing
import Timekeeping

@testable import SQLiteStore

@Suite("Backfills in the table")
struct BackfillStoreTests {
    private static let hour = Duration.seconds(3600)
    private static let day = Duration.seconds(86_400)

    /// Hourly at the full hour, as cron; made at the noon before `start`, which is 15:00.
    private func hourly(_ number: UInt64, overlap: SchedulePolicy.Overlap = .allow) throws -> TaskDefinition {
        var reader = try JSONReader(Array(#"{"cron":"0 * * * *"}"#.utf8))
        var new = task(number, runAt: start - .seconds(3 * 3600))
        new.recurrence = try RecurrenceRule(reading: &reader)
        new.isAnchored = false
        new.firstAt = start - .seconds(2 * 3600)
        new.schedule.overlap = overlap
        return new
    }

    private func request(hours: Int64, max: Int = 1000, pace: Double = 100, dry: Bool = false) -> BackfillRequest {
        BackfillRequest(from: start - .seconds(hours * 3600), to: start, max: max, perSecond: pace, isDryRun: dry)
    }

    private func backfill(
        _ store: SQLiteTaskStore, _ request: BackfillRequest, _ number: UInt64 = 1, now: Timestamp = start
    ) async throws -> Backfill? {
        let answer = try await store.startBackfill(task(number).id, request, once: nil, within: nil, now: now)
        guard case .backfill(let backfill) = answer else { return nil }
        return backfill
    }

    /// Makes and performs all runs of a backfill.
    private func work(
        _ store: SQLiteTaskStore, from now: Timestamp = start, _ between: () async throws -> Void = {}
    ) async throws -> [Timestamp] {
        var now = now
        var done: [Timestamp] = []
        for _ in 0..<400 {
            let step = try await store.stepBackfills(limit: 10, now: now)
            let runs = try await store.claimAll(now: now).runs
            // What the schedule runs beside it is not the backfill's.
            done += runs.map(\.scheduledFor).filter { $0 < start }.sorted()
            _ = try await store.apply(runs.map { .finished($0, at: now) }, now: now)
            try await between()
            guard step.nextAt != nil else { break }
            now = now + .milliseconds(250)
        }
        return done
    }

    /// A store whose task waits at 17:00: what is due before was run.
    private func withTask(
        overlap: SchedulePolicy.Overlap = .allow, _ body: (SQLiteTaskStore) async throws -> Void
    ) async throws {
        try await withStore { store, _ in
            try await store.create([hourly(1, overlap: overlap)], now: start - .seconds(3 * 3600))
            for late in [2, 1] as [Int64] {
                let now = start - .seconds(late * 3600)
                let run = try #require(try await store.claimAll(now: now).runs.first)
                _ = try await store.apply([.finished(run, at: now)], now: now)
            }
            try await body(store)
        }
    }

    @Test func `a dry run says what would run and what is left out`() async throws {
        try await withTask { store in
            let found = try #require(try await backfill(store, request(hours: 10, dry: true)))
            #expect(found.state == nil)
            #expect(found.plan.runs == 8)
            #expect(found.plan.first == start - .seconds(10 * 3600))
            #expect(found.plan.last == start - .seconds(3 * 3600))
            #expect(found.plan.alreadyRun == 2)
            #expect(!found.plan.isTruncated)
            #expect(try await store.stepBackfills(limit: 10, now: start).nextAt == nil)
            let few = try #require(try await backfill(store, request(hours: 10, max: 3, dry: true)))
            #expect(few.plan.runs == 3)
            #expect(few.plan.isTruncated)
        }
    }

    @Test(arguments: [SchedulePolicy.Overlap.allow, .skip, .queueOne])
    func `each occurrence runs once, also when it is asked for again`(overlap: SchedulePolicy.Overlap) async throws {
        try await withTask(overlap: overlap) { store in
            #expect(try await backfill(store, request(hours: 10))?.plan.runs == 8)
            // One at a time.
            #expect(
                try await store.startBackfill(task(1).id, request(hours: 1), once: nil, within: nil, now: start)
                    == .underWay)
            let done = try await work(store)
            #expect(done == (3...10).reversed().map { start - .seconds($0 * 3600) })
            guard case .backfill(let ended) = try await store.backfill(of: task(1).id, within: nil) else {
                Issue.record("there is none")
                return
            }
            #expect(ended.state == .done)
            #expect(ended.made == 8)
            let again = try #require(try await backfill(store, request(hours: 12)))
            #expect(again.plan.runs == 2)
            #expect(again.plan.alreadyRun == 10)
            #expect(try await work(store).count == 2)
            // Its schedule goes on beside it.
            let stored = try #require(try await store.task(task(1).id)).task
            #expect(stored.progress.dueAt == start + Self.hour)
            #expect(stored.progress.status == .scheduled)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id))).runs
            #expect(runs.filter(\.isBackfill).count == 10)
            #expect(runs.count == 13)
        }
    }

    @Test func `runs are made at the pace that was asked for`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 10, pace: 2))
            let first = try await store.stepBackfills(limit: 10, now: start)
            #expect(first.nextAt == start + .milliseconds(500))
            #expect(try await store.claimAll(now: start).runs.filter { $0.scheduledFor < start - Self.hour }.count == 1)
            let early = try await store.stepBackfills(limit: 10, now: start + .milliseconds(400))
            #expect(early.results.isEmpty)
            // What an idle second would have made is made up for, and no more.
            let late = try await store.stepBackfills(limit: 10, now: start + .seconds(60))
            #expect(late.results.count == 1)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id))).runs
            #expect(runs.filter(\.isBackfill).count == 4)
        }
    }

    @Test func `a run that fails is tried again as a part of the backfill`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 3, max: 1))
            _ = try await store.stepBackfills(limit: 10, now: start)
            let run = try #require(
                try await store.claimAll(now: start).runs.first { $0.scheduledFor < start - Self.hour })
            _ = try await store.apply([.finished(run, .failed, at: start)], now: start)
            let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id))).runs
            #expect(runs.filter(\.isBackfill).map(\.attempt).sorted() == [1, 2])
            #expect(try await backfill(store, request(hours: 3, dry: true))?.plan.runs == 0)
        }
    }

    @Test func `a backfill ends when it is told to, and with its task`() async throws {
        try await withTask { store in
            let id = task(1).id
            #expect(try await store.cancelBackfill(of: id, once: nil, within: nil, now: start) == .none)
            _ = try await backfill(store, request(hours: 10, pace: 1))
            _ = try await store.stepBackfills(limit: 10, now: start)
            guard case .backfill(let ended) = try await store.cancelBackfill(of: id, once: nil, within: nil, now: start)
            else {
                Issue.record("there is none")
                return
            }
            #expect(ended.state == .cancelled)
            #expect(ended.made == 1)
            #expect(try await store.stepBackfills(limit: 10, now: start + Self.hour).nextAt == nil)
            _ = try await backfill(store, request(hours: 10, pace: 1))
            _ = try await store.apply([.cancel(id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start).nextAt == nil)
            _ = try await backfill(store, request(hours: 10, pace: 1))
            _ = try await store.apply([.delete(id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start).nextAt == nil)
            #expect(try await store.backfill(of: id, within: nil) == .noTask)
        }
    }

    @Test func `a paused task makes no runs until it is resumed`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 5))
            _ = try await store.apply([.pause(task(1).id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start).results.isEmpty)
            _ = try await store.apply([.resume(task(1).id)], now: start)
            #expect(try await store.stepBackfills(limit: 10, now: start + .seconds(1)).results.count == 1)
        }
    }

    @Test func `only a recurring task of a group that one may see has a past`() async throws {
        try await withTask { store in
            try await store.create([task(2, runAt: start + Self.hour)])
            #expect(
                try await store.startBackfill(task(2).id, request(hours: 1), once: nil, within: nil, now: start)
                    == .doesNotRecur)
            #expect(
                try await store.startBackfill(task(1).id, request(hours: 1), once: nil, within: ["ops"], now: start)
                    == .noTask)
            #expect(
                try await store.startBackfill(task(3).id, request(hours: 1), once: nil, within: nil, now: start)
                    == .noTask)
        }
    }

    @Test func `what may have run and is no longer known is left out`() async throws {
        try await withTask { store in
            _ = try await backfill(store, request(hours: 10))
            _ = try await work(store)
            // A day later all history of now is removed.
            let later = start + Self.day
            let claim = try await store.claimAll(now: later)
            _ = try await store.apply(claim.runs.map { .finished($0, at: later) }, now: later)
            while try await store.prune(Retention(age: Self.hour), limit: 100, now: later) {}
            let found = try #require(
                try await backfill(
                    store, BackfillRequest(from: start - .seconds(12 * 3600), to: later), now: later))
            // Before what was backfilled it never ran; after what was removed the history is whole.
            #expect(found.plan.unknown == 11)
            #expect(found.plan.first == start - .seconds(12 * 3600))
            #expect(found.plan.runs > 2)
        }
    }

    /// A task of a rule and a policy, made a day before `start`, whose schedule has gone on at `start`.
    private func withTask(
        _ rule: String, madeAt: Timestamp = start - day, calendar: StaticString? = nil,
        _ body: (SQLiteTaskStore, TaskID) async throws -> Void
    ) async throws {
        try await withStore { store, _ in
            var book = CalendarBook()
            if let calendar, let name = CalendarName("holidays") {
                let definition = CalendarDefinition(name: name, content: .entries(RawJSON(calendar)))
                _ = try await store.putCalendar(definition, now: madeAt - Self.day)
                book = CalendarBook([name: try definition.calendar()])
            }
            var reader = try JSONReader(Array(rule.utf8))
            let read = try RecurrenceRule(reading: &reader)
            var new = task(1, runAt: madeAt)
            new.isAnchored = false
            new.zone = try #require(Zone(identifier: "Europe/Berlin"))
            new.schedule.overlap = .allow
            new.schedule.onMissed = .skip
            new.schedule.graceSeconds = 0
            let accepted = try read.accepted(
                anchor: madeAt, localAnchor: nil, zone: new.zone, seed: TaskDefinition.seed(of: new.id), after: madeAt,
                countsAnchor: false, calendars: book)
            new.recurrence = accepted.rule
            new.firstAt = accepted.first
            try await store.create([new], now: madeAt)
            let runs = try await store.claimAll(now: start).runs
            _ = try await store.apply(runs.map { .finished($0, at: start) }, now: start)
            try await body(store, new.id)
        }
    }

    private func times(_ store: SQLiteTaskStore) async throws -> [String] {
        let runs = try #require(try await store.runs(matching: RunQuery(taskID: task(1).id, limit: 1000))).runs
        return runs.filter(\.isBackfill).map(\.scheduledFor.rfc3339).sorted()
    }

    @Test func `history that is removed meanwhile takes nothing from a backfill`() async throws {
        try await withTask(#"{"cron":"0 * * * *"}"#, madeAt: start - .seconds(100 * 3600)) { store, _ in
            let found = try #require(try await backfill(store, request(hours: 90)))
            #expect(found.plan.runs >= 88 && found.plan.unknown == 0)
            let done = try await work(store) {
                while try await store.prune(Retention(runsPerTask: 3), limit: 100, now: start) {}
            }
            #expect(done.count == found.plan.runs)
            #expect(Set(done).count == done.count)
            guard case .backfill(let ended) = try await store.backfill(of: task(1).id, within: nil) else {
                Issue.record("there is none")
                return
            }
            #expect(ended.state == .done && ended.made == found.plan.runs)
            // What is no longer known is not run again.
            #expect(try await backfill(store, request(hours: 90, dry: true))?.plan.runs == 0)
        }
    }

    @Test func `an edit in the middle of a backfill changes nothing of what runs`() async throws {
        try await withTask(#"{"cron":"0 * * * *"}"#) { store, id in
            let found = try #require(try await backfill(store, request(hours: 20)))
            _ = try await store.stepBackfills(limit: 10, now: start)
            let stored = try #require(try await store.task(id)).task
            var edited = stored.definition
            edited.recurrence = RecurrenceRule(.daily)
            _ = try await store.apply(
                [.update(TaskUpdate(task: edited, times: .changed, revision: stored.revision))], now: start)
            _ = try await work(store)
            #expect(try await times(store).count == found.plan.runs)
        }
    }

    @Test(
        arguments: [
            // Without what a calendar, and an exception, leave out.
            (
                #"{"cron":"0 */6 * * *","except":[{"calendar":"holidays"},"2026-06-08T06:00:00"]}"#,
                "2026-06-07T22:00:00Z",
                "2026-06-10T00:00:00Z",
                [
                    "2026-06-07T22:00:00.000Z", "2026-06-08T10:00:00.000Z", "2026-06-08T16:00:00.000Z",
                    "2026-06-09T22:00:00.000Z",
                ]
            ),
            // The hour that is there twice.
            (
                #"{"cron":"30 * * * *"}"#, "2025-10-25T23:00:00Z", "2025-10-26T03:00:00Z",
                [
                    "2025-10-25T23:30:00.000Z", "2025-10-26T00:30:00.000Z", "2025-10-26T01:30:00.000Z",
                    "2025-10-26T02:30:00.000Z",
                ]
            ),
            (
                #"{"cron":"30 2 * * *"}"#, "2025-10-25T00:00:00Z", "2025-10-27T00:00:00Z",
                ["2025-10-25T00:30:00.000Z", "2025-10-26T00:30:00.000Z"]
            ),
            // The hour that is not there.
            (
                #"{"cron":"30 2 * * *"}"#, "2026-03-28T00:00:00Z", "2026-03-30T00:00:00Z",
                ["2026-03-28T01:30:00.000Z", "2026-03-29T01:00:00.000Z"]
            ),
            // After its end there is none.
            (
                #"{"cron":"0 9 * * *","until":"2026-06-02"}"#, "2026-05-31T00:00:00Z", "2026-06-05T00:00:00Z",
                ["2026-05-31T07:00:00.000Z", "2026-06-01T07:00:00.000Z", "2026-06-02T07:00:00.000Z"]
            ),
        ])
    func `what runs are the occurrences of the rule`(
        rule: String, from: String, to: String, expected: [String]
    ) async throws {
        let madeAt = try Timestamp(rfc3339: "2026-05-01T00:00:00Z")
        try await withTask(rule, madeAt: madeAt, calendar: #"["2026-06-09"]"#) { store, _ in
            let request = BackfillRequest(
                from: try Timestamp(rfc3339: from), to: try Timestamp(rfc3339: to), perSecond: 100, isDryRun: false)
            #expect(try await backfill(store, request)?.plan.runs == expected.count)
            _ = try await work(store)
            #expect(try await times(store) == expected)
        }
    }

    @Test func `a count and jitter are those of the schedule`() async throws {
        let madeAt = start - Self.day - .seconds(1800)
        try await withTask(#"{"cron":"0 * * * *","count":5,"jitter_seconds":1800}"#, madeAt: madeAt) { store, id in
            let wide = BackfillRequest(from: start - Self.day - Self.day, to: start, perSecond: 100, isDryRun: false)
            let found = try #require(try await backfill(store, wide))
            _ = try await work(store)
            let times = try await times(store)
            #expect(found.plan.runs == times.count)
            let definition = try #require(try await store.task(id)).task.definition
            let recurrence = try Recurrence(
                try #require(definition.recurrence), anchor: definition.runAt, zone: definition.zone,
                seed: TaskDefinition.seed(of: id), calendars: CalendarBook())
            var expected: [String] = []
            var place = madeAt
            while let next = recurrence.next(after: place), expected.count < 10 {
                expected.append(next.rfc3339)
                place = next
            }
            #expect(expected.count == 5)
            #expect(times == expected || times == Array(expected.dropLast()))
        }
    }

    @Test func `a backfill is begun, and ended, once for an idempotency key`() async throws {
        try await withTask(#"{"cron":"0 * * * *"}"#) { store, id in
            let key = try #require(IdempotencyKey(key: "k", fingerprint: "a"))
            let other = try #require(IdempotencyKey(key: "k", fingerprint: "b"))
            func begin(_ key: IdempotencyKey, _ request: BackfillRequest, now: Timestamp = start) async throws
                -> BackfillAnswer
            {
                try await store.startBackfill(id, request, once: key, within: nil, now: now)
            }
            // What is refused, and what changes nothing, uses up no key.
            #expect(
                try await store.startBackfill(id, request(hours: 5), once: key, within: ["x"], now: start) == .noTask)
            guard case .backfill = try await begin(key, request(hours: 5, dry: true)),
                case .backfill(let first) = try await begin(key, request(hours: 5, max: 3))
            else {
                Issue.record("it is not begun")
                return
            }
            // While it is under way, and when it is over.
            let text = ResponseJSON.backfill(first).description
            #expect(try await begin(key, request(hours: 5, max: 3)) == .repeated(text))
            _ = try await work(store)
            #expect(try await begin(key, request(hours: 5, max: 3)) == .repeated(text))
            #expect(try await begin(other, request(hours: 5)) == .keyReused)
            #expect(try await times(store).count == 3)
            let later = start + IdempotencyKey.lifetime + .seconds(1)
            guard case .backfill(let again) = try await begin(key, request(hours: 5), now: later) else {
                Issue.record("the key has not expired")
                return
            }
            #expect(again.plan.runs == 2 && again.plan.alreadyRun == 3)

            let end = try #require(IdempotencyKey(key: "end", fingerprint: "a"))
            func cancel() async throws -> BackfillAnswer {
                try await store.cancelBackfill(of: id, once: end, within: nil, now: later)
            }
            guard case .backfill = try await cancel() else {
                Issue.record("it is not ended")
                return
            }
            _ = try await backfill(store, request(hours: 5), now: later)
            guard case .repeated = try await cancel(),
                case .backfill(let running) = try await store.backfill(of: id, within: nil)
            else {
                Issue.record("a repeated request ended another backfill")
                return
            }
            #expect(running.state == .running)
        }
    }

    @Test func `what is under way when the store is closed goes on, and no run is made twice`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/tasks.sqlite"
            var made: [Timestamp] = []
            var store = try SQLiteTaskStore(path: path, random: .seeded(1))
            try await store.create([hourly(1)], now: start - .seconds(3 * 3600))
            _ = try await backfill(store, request(hours: 30, pace: 2))
            for round in 0..<40 {
                let now = start + .seconds(Int64(round))
                _ = try await store.stepBackfills(limit: 10, now: now)
                if round % 3 == 0 {
                    // What was claimed and has no result is asked for again.
                    try store.close()
                    store = try SQLiteTaskStore(path: path, random: .seeded(UInt64(round) + 2))
                }
                let runs = try await store.claimAll(now: now).runs.filter { $0.scheduledFor < start }
                made += runs.map(\.scheduledFor)
                _ = try await store.apply(runs.map { .finished($0, at: now) }, now: now)
            }
            #expect(Set(made).count == made.count)
            #expect(made.filter { $0 < start - .seconds(3 * 3600) }.count == 27)
            try store.close()
        }
    }
}
