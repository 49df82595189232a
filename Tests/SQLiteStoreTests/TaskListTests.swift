import Messages
import SQLiteStore
import Scheduler
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

/// Lists by every kind of filter and order, against what a search through all tasks in memory finds.
@Suite struct TaskListTests {
    private struct Tables {
        var all: [StoredTask] = []

        func expected(_ query: TaskQuery) -> [TaskID] {
            all.filter(query.filter.matches)
                .sorted { query.order.precedes(TaskCursor($0), TaskCursor($1)) }.map(\.id)
        }
    }

    private static let actions: [ActionName] = ["webhook", "message", "shell"]
    private static let groups: [TaskGroup] = ["default", "billing", "ops"]

    /// When the task of that number is asked for; it is made a moment later.
    private static func created(_ number: UInt64) -> Timestamp { start - .seconds(Int64(600 - number)) }

    private static func id(_ number: UInt64) -> TaskID {
        TaskID(high: UInt64(created(number).milliseconds) << 16 | 0x7000, low: 0x8000_0000_0000_0000 + number)
    }

    private static func fill(_ store: SQLiteTaskStore, _ random: inout SeededGenerator) async throws -> Tables {
        var numbers = Array(0..<600 as Range<UInt64>)
        numbers.shuffle(using: &random)
        for number in numbers {
            var new = task(
                number, action: pick(actions, &random),
                runAt: start + .seconds(.random(in: -300...300, using: &random)))
            new.id = id(number)
            new.group = pick(groups, &random)
            new.tags = ["red", "green", "blue"].filter { _ in Bool.random(using: &random) }.compactMap(TaskTag.init)
            if Bool.random(using: &random) { new.name = TaskName("\(pick(["job", "jobs", "x"], &random))-\(number)") }
            try await store.create([new], now: created(number) + .milliseconds(700))
        }
        for action in actions {
            let runs = try await store.claimAll(action, limit: 60).runs
            _ = try await store.apply(runs.prefix(30).map { RunReport.finished($0) }, now: start)
        }
        for number in stride(from: 0, to: 600, by: 9) {
            _ = try await store.apply([.pause(id(UInt64(number)))], now: start)
        }
        for number in stride(from: 5, to: 600, by: 41) {
            _ = try await store.apply([.delete(id(UInt64(number)))], now: start)
        }
        var tables = Tables()
        for number in 0..<600 as Range<UInt64> {
            if let found = try await store.task(id(number)) { tables.all.append(found.task) }
        }
        return tables
    }

    @Test func `a list has the tasks with a text in their name or description`() async throws {
        try await withStore { store, _ in
            var (first, second) = (task(1), task(2))
            first.name = TaskName("Nightly-Report")
            second.description = "The nightly report, for accounting"
            try await store.create([first, second, task(3)])
            func found(_ text: String) async throws -> [TaskID] {
                var query = TaskQuery()
                query.filter.grep = text
                query.countsAll = true
                let page = try await store.tasks(matching: query)
                #expect(page.total == page.tasks.count)
                return page.tasks.map(\.id)
            }
            #expect(try await found("report") == [first.id, second.id])
            #expect(try await found("ACCOUNTING") == [second.id])
            #expect(try await found("%").isEmpty)
            #expect(try await store.task(second.id)?.task.definition == second)
        }
    }

    private static func pick<Element>(_ elements: [Element], _ random: inout SeededGenerator) -> Element {
        elements[Int.random(in: 0..<elements.count, using: &random)]
    }

    private static func filter(_ random: inout SeededGenerator) -> TaskFilter {
        var filter = TaskFilter()
        func chance() -> Bool { Int.random(in: 0..<3, using: &random) == 0 }
        if chance() { filter.statuses = Set(TaskStatus.allCases.filter { _ in Bool.random(using: &random) }) }
        if chance() { filter.action = pick(actions, &random) }
        if chance() { filter.groups = Set(groups.filter { _ in Bool.random(using: &random) }) }
        if chance() { filter.tags = Set([pick(["red", "green", "none"], &random)].compactMap(TaskTag.init)) }
        if chance() { filter.namePrefix = pick(["job", "jobs", "job-1", "y"], &random) }
        if chance() { filter.runFrom = start + .seconds(.random(in: -300...300, using: &random)) }
        if chance() { filter.runTo = start + .seconds(.random(in: -300...300, using: &random)) }
        if chance() { filter.createdFrom = start - .seconds(.random(in: 0...600, using: &random)) }
        if chance() { filter.createdTo = start - .seconds(.random(in: 0...600, using: &random)) }
        return filter
    }

    @Test func pagesHoldWhatMatchesInOrder() async throws {
        var random = SeededGenerator.forTest()
        try await withStore { store, _ in
            let tables = try await Self.fill(store, &random)
            var found = 0
            for _ in 0..<200 {
                let order = TaskOrder(Self.pick(TaskOrder.Key.allCases, &random), isDescending: .random(using: &random))
                var query = TaskQuery(
                    Self.filter(&random), order: order, limit: .random(in: 20...150, using: &random), countsAll: true)
                let expected = tables.expected(query)
                var seen: [TaskID] = []
                repeat {
                    let page = try await store.tasks(matching: query)
                    #expect(page.tasks.count <= query.limit)
                    #expect(page.total == expected.count, "\(query)")
                    seen += page.tasks.map(\.id)
                    query.after = page.next
                } while query.after != nil
                #expect(seen == expected, "\(query)")
                found += seen.count
            }
            #expect(found > 2_000)
        }
    }

    @Test func changesReachAllThatMatch() async throws {
        try await withStore { store, _ in
            try await store.create(
                (UInt64(0)..<50).map { number in
                    var new = task(number, runAt: start + .seconds(100))
                    new.group = number.isMultiple(of: 2) ? "a" : "b"
                    return new
                })
            var query = TaskQuery(TaskFilter(groups: ["a"]), limit: 10)
            var changed = 0
            repeat {
                let (answer, _) = try await store.changeAll(query, to: .pause, now: start)
                changed += answer.changed
                query.after = answer.next.flatMap { TaskCursor(text: $0, in: query.order) }
            } while query.after != nil
            #expect(changed == 25)
            let paused = try await store.tasks(matching: TaskQuery(TaskFilter(statuses: [.paused]), limit: 100))
            #expect(paused.tasks.allSatisfy { $0.definition.group == "a" } && paused.tasks.count == 25)
            let (answer, _) = try await store.changeAll(
                TaskQuery(TaskFilter(groups: ["a"]), limit: 100), to: .delete, now: start)
            #expect(answer.changed == 25)
            #expect(try await store.tasks(matching: TaskQuery(limit: 100)).tasks.count == 25)
        }
    }
}

extension TaskCursor {
    fileprivate init(_ task: StoredTask) {
        self.init(runAt: task.progress.runAt, id: task.id)
    }
}
