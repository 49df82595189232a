import JSON
import Messages
import Recurrence
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping

@Suite("The table of calendars")
struct CalendarStoreTests {
    private static let name = CalendarName("holidays")!
    /// An hour before the noon of 2026-06-10 in UTC.
    private let morning = start - .seconds(4 * 3600)

    private func definition(_ entries: StaticString, _ name: CalendarName = name) -> CalendarDefinition {
        CalendarDefinition(name: name, content: .entries(RawJSON(entries)))
    }

    /// At noon each day, but not on holidays.
    private func daily(_ number: UInt64, count: Int? = nil) throws -> TaskDefinition {
        let count = count.map { #","count":\#($0)"# } ?? ""
        var reader = try JSONReader(Array(#"{"cron":"0 12 * * *"\#(count),"except":[{"calendar":"holidays"}]}"#.utf8))
        let rule = try RecurrenceRule(reading: &reader)
        var new = task(number, runAt: morning)
        new.isAnchored = false
        let accepted = try rule.accepted(
            anchor: morning, localAnchor: nil, zone: .utc, seed: TaskDefinition.seed(of: new.id), after: morning,
            countsAnchor: false, calendars: CalendarBook([Self.name: NamedCalendar()]))
        new.recurrence = accepted.rule
        new.firstAt = accepted.first
        return new
    }

    /// At noon on June 10, a Wednesday, or on the next day that the calendar leaves.
    private func shifted(_ number: UInt64) throws -> TaskDefinition {
        let json =
            #"{"at":["2026-06-10T12:00:00","2026-06-20T12:00:00"],"shift":"next_working_day","#
            + #""working_days":{"calendar":"holidays"}}"#
        var reader = try JSONReader(Array(json.utf8))
        var new = task(number, runAt: morning)
        new.isAnchored = false
        new.recurrence = try RecurrenceRule(reading: &reader)
        new.firstAt = morning + .seconds(3600)
        return new
    }

    private func put(_ entries: StaticString, in store: SQLiteTaskStore, now: Timestamp) async throws {
        let stored = try await store.putCalendar(definition(entries), now: now)
        #expect(stored?.definition == definition(entries))
    }

    private func follow(_ store: SQLiteTaskStore, now: Timestamp, limit: Int = 100) async throws -> [TaskChangeResult] {
        var results: [TaskChangeResult] = []
        while true {
            let step = try await store.followCalendars(limit: limit, now: now)
            if step.isDone { return results }
            #expect(step.results.count <= limit)
            results += step.results
        }
    }

    private func next(_ number: UInt64, in store: SQLiteTaskStore) async throws -> String {
        try #require(try await store.task(task(number).id)).task.progress.runAt.rfc3339
    }

    @Test func `calendars are kept, replaced and listed by name`() async throws {
        try await withStore { store, _ in
            let other = try #require(CalendarName("a"))
            try await put(#"["2026-12-25"]"#, in: store, now: start)
            try await put(#"["2026-12-25"]"#, in: store, now: start + .seconds(1))
            try await put(#"["2026-12-26"]"#, in: store, now: start + .seconds(2))
            _ = try await store.putCalendar(
                CalendarDefinition(name: other, content: .iCalendar("BEGIN:VCALENDAR")), now: start)
            let stored = try #require(try await store.calendar(Self.name))
            #expect(stored.revision == 2)
            #expect(stored.updatedAt == start + .seconds(2))
            #expect(try await store.calendars(after: nil, limit: 10).map(\.definition.name) == [other, Self.name])
            #expect(try await store.calendars(after: other, limit: 10).map(\.definition.name) == [Self.name])
            #expect(try await store.calendarDefinitions([Self.name, other]).count == 2)
            #expect(try await store.deleteCalendar(other) == .deleted)
            #expect(try await store.deleteCalendar(other) == .missing)
            #expect(try await store.calendar(other) == nil)
        }
    }

    @Test func `tasks follow a calendar, step by step`() async throws {
        try await withStore { store, _ in
            try await put("[]", in: store, now: morning - .seconds(100))
            try await store.create((1...25).map { try daily($0) }, now: morning)
            try await store.create([task(99, runAt: start)], now: morning)
            #expect(try await next(7, in: store) == "2026-06-10T12:00:00.000Z")
            try await put(#"["2026-06-10","2026-06-11"]"#, in: store, now: morning)
            #expect(try await store.calendar(Self.name)?.tasks == 25)
            let results = try await follow(store, now: morning, limit: 10)
            #expect(results.count == 25)
            #expect(results[0].action == "webhook")
            #expect(results[0].nextDue.fresh?.rfc3339 == "2026-06-12T12:00:00.000Z")
            for number in 1...25 as ClosedRange<UInt64> {
                #expect(try await next(number, in: store) == "2026-06-12T12:00:00.000Z")
            }
            // And back. What has not changed is not written.
            try await put(#"["2026-06-11"]"#, in: store, now: morning)
            #expect(try await follow(store, now: morning).count == 25)
            #expect(try await follow(store, now: morning).isEmpty)
            #expect(try await next(7, in: store) == "2026-06-10T12:00:00.000Z")
            // Claimed, it goes on by the calendar.
            let noon = morning + .seconds(3600)
            let run = try await store.claimAll(now: noon).runs[0]
            _ = try await store.apply([.finished(run, at: noon)], now: noon)
            #expect(try await next(1, in: store) == "2026-06-12T12:00:00.000Z")
        }
    }

    @Test func `a task that moves to working days follows their calendar, and keeps it`() async throws {
        try await withStore { store, _ in
            try await put("[]", in: store, now: morning - .seconds(100))
            try await store.create([shifted(1)], now: morning)
            #expect(try await store.calendar(Self.name)?.tasks == 1)
            #expect(try await store.deleteCalendar(Self.name) == .inUse(1, by: [task(1).id]))
            try await put(#"["2026-06-10","2026-06-11","2026-06-12"]"#, in: store, now: morning)
            _ = try await follow(store, now: morning)
            // Over the weekend, too.
            #expect(try await next(1, in: store) == "2026-06-15T12:00:00.000Z")
            try await put(#"["2026-06-10"]"#, in: store, now: morning)
            _ = try await follow(store, now: morning)
            #expect(try await next(1, in: store) == "2026-06-11T12:00:00.000Z")
            let noon = morning + .seconds(3600 + 86_400)
            let run = try #require(try await store.claimAll(now: noon).runs.first)
            #expect(run.scheduledFor.rfc3339 == "2026-06-11T12:00:00.000Z")
            _ = try await store.apply([.finished(run, at: noon)], now: noon)
            #expect(try await next(1, in: store) == "2026-06-22T12:00:00.000Z")
        }
    }

    @Test func `what is left to do is done after a restart`() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/tasks.sqlite"
            do {
                let store = try SQLiteTaskStore(path: path, random: .seeded(1))
                try await put("[]", in: store, now: morning - .seconds(100))
                try await store.create((1...5).map { try daily($0) }, now: morning)
                try await put(#"["2026-06-10"]"#, in: store, now: morning)
                #expect(try await store.followCalendars(limit: 2, now: morning).results.count == 2)
                try store.close()
            }
            let store = try SQLiteTaskStore(path: path, random: .seeded(2))
            #expect(try await follow(store, now: morning).count == 3)
            #expect(try await next(5, in: store) == "2026-06-11T12:00:00.000Z")
            try store.close()
        }
    }

    @Test func `what is due already stays, and a paused task follows`() async throws {
        try await withStore { store, _ in
            try await put("[]", in: store, now: morning - .seconds(100))
            try await store.create([daily(1), daily(2)], now: morning)
            _ = try await store.apply([.pause(task(2).id)], now: morning)
            try await put(#"["2026-06-10"]"#, in: store, now: morning)
            let noon = morning + .seconds(3600)
            #expect(try await follow(store, now: noon).isEmpty)
            #expect(try await next(1, in: store) == "2026-06-10T12:00:00.000Z")
            try await put(#"["2026-06-10","2026-06-11"]"#, in: store, now: morning)
            let results = try await follow(store, now: morning)
            // Of the paused one, nothing is due.
            #expect(
                results.map(\.nextDue.fresh?.rfc3339).sorted { $0 ?? "" < $1 ?? "" } == [
                    nil, "2026-06-12T12:00:00.000Z",
                ])
            let paused = try #require(try await store.task(task(2).id)).task
            #expect(paused.progress.isPaused)
            #expect(paused.progress.runAt.rfc3339 == "2026-06-12T12:00:00.000Z")
        }
    }

    @Test func `a count is counted again`() async throws {
        try await withStore { store, _ in
            try await put("[]", in: store, now: morning - .seconds(100))
            try await store.create([daily(1, count: 2)], now: morning)
            try await put(#"["2026-06-10","2026-06-11"]"#, in: store, now: morning)
            _ = try await follow(store, now: morning)
            #expect(try await next(1, in: store) == "2026-06-12T12:00:00.000Z")
            for day in [2, 3] {
                let noon = morning + .seconds(3600 + Int64(day) * 86_400)
                let run = try #require(try await store.claimAll(now: noon).runs.first)
                _ = try await store.apply([.finished(run, at: noon)], now: noon)
            }
            #expect(try #require(try await store.task(task(1).id)).task.progress.status == .completed)
        }
    }

    @Test func `a calendar in use is not deleted, and one that is gone is not used`() async throws {
        try await withStore { store, _ in
            let refused = try await store.apply([.create(daily(1))], now: morning)
            #expect(refused.map(\.answer) == [.conflict(.noCalendar)])
            try await put("[]", in: store, now: morning)
            try await store.create([daily(1), daily(2)], now: morning)
            let deletion = try await store.deleteCalendar(Self.name)
            #expect(deletion == .inUse(2, by: [task(1).id, task(2).id]))
            // A new definition may use none, and a deleted task uses none.
            var plain = try daily(1)
            plain.recurrence = RecurrenceRule(.daily)
            _ = try await store.apply(
                [.update(TaskUpdate(task: plain, times: .changed, revision: 1)), .delete(task(2).id)], now: morning)
            #expect(try await store.deleteCalendar(Self.name) == .deleted)
        }
    }

    @Test func `a task that was read with an older calendar is looked at again`() async throws {
        try await withStore { store, _ in
            try await put(#"["2026-06-10"]"#, in: store, now: morning)
            // The API still had the calendar without days.
            try await store.create([daily(1)], now: morning + .seconds(1))
            #expect(try await follow(store, now: morning + .seconds(1)).count == 1)
            #expect(try await next(1, in: store) == "2026-06-11T12:00:00.000Z")
        }
    }
}
