internal import Foundation
internal import GRDB
internal import JSON
internal import Scheduler
internal import TaskModel
internal import Timekeeping

/// Reads one page of a list.
///
/// Tasks with a tag, or with names that begin alike, are looked up by that, as long as there are not too many of them.
/// Everything else is read in the order of the list through an index, and what does not match is passed over; after
/// ``rowsPerPage`` rows the page ends, short as it may be, so that a filter that few match costs no more than one that
/// many do.
struct TaskListing {
    /// About what a task takes in a page besides its payload, in bytes.
    static let bytesBesidePayload = 512
    /// How many rows are read for one page.
    static let rowsPerPage = 5000
    /// Up to how many tasks are looked up one by one.
    static let candidateLimit = 2000

    /// How far the clock of the service that took a task, by which its id begins, may be from the one that says when it
    /// was made.
    private static let slack = Duration.seconds(3600)

    private let query: TaskQuery
    private let db: Database
    /// The tasks that match, where few enough have the tag, or the beginning of the name; nil otherwise.
    private let candidates: [StoredTask]?

    init(_ query: TaskQuery, in db: Database) throws {
        self.query = query
        self.db = db
        candidates = try Self.candidateIDs(query.filter, in: db)?.compactMap { id in
            try Row.fetchOne(db.cachedStatement(sql: Statements.task), arguments: [id]).map(StoredTask.init)
        }.filter(query.filter.matches)
    }

    func page() throws -> TaskPage {
        if let candidates { return page(of: candidates) }
        var streams = try self.streams(after: query.after)
        var page = TaskPage(tasks: [], next: nil)
        var last: TaskCursor?
        var rows = 0
        var bytes = 0
        // Each stream is in order; the page takes the smallest head until it is full.
        while let first = nextStream(streams) {
            guard page.tasks.count < query.limit, bytes <= TaskQuery.maximumPageBytes, rows < Self.rowsPerPage else {
                page.next = last
                break
            }
            rows += 1
            last = streams[first].position
            if let task = streams[first].task, query.filter.matches(task) {
                bytes += task.definition.payload.bytes.count + Self.bytesBesidePayload
                page.tasks.append(task)
            }
            try streams[first].advance()
        }
        return page
    }

    /// How many match in all.
    func count() throws -> Int {
        if let candidates { return candidates.count }
        let filter = query.filter
        guard filter.isIndexed else { return try countOneByOne() }
        // What the indexes hold is counted there, without a look at the tasks.
        let times = [filter.runFrom ?? .earliest, filter.runTo.map { $0 - .milliseconds(1) } ?? .latest]
        return try ranges.reduce(0) { sum, range in
            var arguments: [any DatabaseValueConvertible] = range.group.map { [$0.rawValue] } ?? []
            arguments += [range.status.rawValue, times[0].milliseconds, times[1].milliseconds + 1]
            let count = try Int.fetchOne(
                db.cachedStatement(sql: TaskListStatements.count(ofGroup: range.group != nil)),
                arguments: StatementArguments(arguments))
            return sum + (count ?? 0)
        }
    }

    private func countOneByOne() throws -> Int {
        var count = 0
        for var stream in try streams(after: nil) {
            while let task = stream.task {
                if query.filter.matches(task) { count += 1 }
                try stream.advance()
            }
        }
        return count
    }

    // MARK: - In order

    /// What one index is read for.
    private struct IndexRange {
        let status: TaskStatus
        let group: TaskGroup?
    }

    private var ranges: [IndexRange] {
        let statuses =
            query.filter.statuses.isEmpty
            ? TaskStatus.allCases : query.filter.statuses.sorted { $0.rawValue < $1.rawValue }
        guard let groups = query.filter.groups else { return statuses.map { IndexRange(status: $0, group: nil) } }
        return statuses.flatMap { status in groups.sorted().map { IndexRange(status: status, group: $0) } }
    }

    private func streams(after: TaskCursor?) throws -> [TaskStream] {
        switch query.order.key {
        case .createdAt: [try TaskStream(start: later(startOfIDs, after), query, in: db)]
        case .runAt:
            try ranges.map { try TaskStream($0.status, $0.group, start: later(startOfTimes, after), query, in: db) }
        }
    }

    private func nextStream(_ streams: [TaskStream]) -> Int? {
        streams.indices.filter { streams[$0].task != nil && !isPastEnd(streams[$0].position) }
            .min { query.order.precedes(streams[$0].position, streams[$1].position) }
    }

    private var startOfTimes: TaskCursor {
        query.order.isDescending
            ? TaskCursor(runAt: query.filter.runTo ?? .latest, id: query.filter.runTo == nil ? .last : .first)
            : TaskCursor(runAt: (query.filter.runFrom ?? .earliest) - .milliseconds(1), id: .last)
    }

    private var startOfIDs: TaskCursor {
        let bound =
            query.order.isDescending
            ? query.filter.createdTo.map { TaskID(at: $0 + Self.slack) } ?? .last
            : query.filter.createdFrom.map { TaskID(at: $0 - Self.slack) } ?? .first
        return TaskCursor(runAt: .earliest, id: bound)
    }

    private func later(_ bound: TaskCursor, _ after: TaskCursor?) -> TaskCursor {
        guard let after, query.order.precedes(bound, after) else { return bound }
        return after
    }

    /// Whether nothing that comes from here on can match.
    private func isPastEnd(_ position: TaskCursor) -> Bool {
        let filter = query.filter
        switch (query.order.key, query.order.isDescending) {
        case (.runAt, false): return filter.runTo.map { position.runAt >= $0 } ?? false
        case (.runAt, true): return filter.runFrom.map { position.runAt < $0 } ?? false
        case (.createdAt, false): return filter.createdTo.map { position.id > TaskID(at: $0 + Self.slack) } ?? false
        case (.createdAt, true): return filter.createdFrom.map { position.id < TaskID(at: $0 - Self.slack) } ?? false
        }
    }

    // MARK: - By tag or name

    private static func candidateIDs(_ filter: TaskFilter, in db: Database) throws -> [Data]? {
        let limit = candidateLimit + 1
        for tag in filter.tags.sorted() {
            let ids = try Data.fetchAll(
                db.cachedStatement(sql: TaskListStatements.idsOfTag), arguments: [tag.rawValue, limit])
            if ids.count < limit { return ids }
        }
        if let prefix = filter.namePrefix {
            // The last character that there is comes after everything that a name may have.
            let ids = try Data.fetchAll(
                db.cachedStatement(sql: TaskListStatements.idsOfNames),
                arguments: [prefix, prefix + "\u{10FFFF}", limit])
            if ids.count < limit { return ids }
        }
        return nil
    }

    private func page(of candidates: [StoredTask]) -> TaskPage {
        let order = query.order
        let rest = candidates.filter { task in query.after.map { order.precedes($0, task.position) } ?? true }
            .sorted { order.precedes($0.position, $1.position) }
        var page = TaskPage(tasks: [], next: nil)
        var bytes = 0
        for task in rest {
            guard page.tasks.count < query.limit, bytes <= TaskQuery.maximumPageBytes else {
                page.next = page.tasks.last?.position
                break
            }
            bytes += task.definition.payload.bytes.count + Self.bytesBesidePayload
            page.tasks.append(task)
        }
        return page
    }
}

extension TaskID {
    fileprivate static let first = TaskID(high: 0, low: 0)
    fileprivate static let last = TaskID(high: .max, low: .max)

    /// The first that an instant can have: ids begin with the milliseconds, in 48 bits.
    fileprivate init(at instant: Timestamp) {
        self.init(high: UInt64(max(0, instant.milliseconds)) << 16, low: 0)
    }
}
