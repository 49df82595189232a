internal import Foundation
internal import GRDB
internal import JSON
public import Messages
public import Scheduler
public import TaskModel
public import Timekeeping

/// What is done once for requests with the same idempotency key. The key, what it did, and the answer are one transaction:
/// after a crash all are there, or none.
extension SQLiteTaskStore {
    /// What is known of an idempotency key.
    enum EarlierRequest {
        case none
        /// The same request came before: its row.
        case same(Row)
        case another
    }

    func earlier(_ key: IdempotencyKey, now: Timestamp, in db: Database) throws -> EarlierRequest {
        let known = try Row.fetchOne(db.cachedStatement(sql: Statements.idempotencyKey), arguments: [key.key])
        guard let known, known.timestamp("created_at") + IdempotencyKey.lifetime > now else { return .none }
        return known["fingerprint"] == key.fingerprint ? .same(known) : .another
    }

    /// What is known of the idempotency key of a request whose answer is kept.
    enum EarlierAnswer {
        case none
        /// The same request came before: what it was answered, and when.
        case same(String, at: Timestamp)
        case another
    }

    func earlierAnswer(_ key: IdempotencyKey, now: Timestamp, in db: Database) throws -> EarlierAnswer {
        switch try earlier(key, now: now, in: db) {
        case .none: .none
        case .same(let row): (row["answer"] as String?).map { .same($0, at: row.timestamp("created_at")) } ?? .another
        case .another: .another
        }
    }

    /// - Parameter task: that the request made; `nil` if it did something else, which `answer` tells then.
    func keep(
        _ key: IdempotencyKey, task: TaskID? = nil, answer: String?, now: Timestamp, in db: Database
    ) throws {
        try db.cachedStatement(sql: Statements.putIdempotencyKey).execute(arguments: [
            key.key, key.fingerprint, task?.blob ?? Data(), now.milliseconds, answer,
        ])
    }

    func apply(
        _ change: TaskChange, once key: IdempotencyKey, now: Timestamp, in db: Database
    ) throws -> TaskChangeResult {
        let earlier = try recall(key, now: now, in: db)
        guard earlier.answer == .notFound else { return earlier }
        let result = try apply(change, now: now, in: db)
        // What was refused may be tried again under the same key.
        guard !result.answer.isRefusal else { return result }
        // Of a task that was made, the answer to a repeated request has the id, too.
        let kept = change.newTask.map { .each([result.answer, .replayed($0.id)]) } ?? result.answer
        try keep(key, answer: kept.stored.description, now: now, in: db)
        return result
    }

    func recall(_ key: IdempotencyKey, now: Timestamp, in db: Database) throws -> TaskChangeResult {
        switch try earlierAnswer(key, now: now, in: db) {
        case .none: TaskChangeResult(.notFound)
        case .another: TaskChangeResult(.conflict(.keyReused))
        case .same(let text, _):
            TaskChangeResult(.again(try TaskChangeAnswer(stored: RawJSON(unchecked: Array(text.utf8)))))
        }
    }

    public func addKey(_ key: AccessKey, keeping answer: KeptAnswer) async throws -> KeyAddition {
        try await transaction { [self] db in
            switch try earlierAnswer(answer.key, now: key.createdAt, in: db) {
            case .another: return .keyReused
            case .same(let text, _): return .repeated(text)
            case .none:
                guard try Self.insert(key, in: db) else { return .full }
                try keep(answer.key, answer: answer.answer, now: key.createdAt, in: db)
                return .added
            }
        }
    }

    public func changeDead(
        _ query: DeadQuery, to change: DeadChange, once key: IdempotencyKey, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])? {
        try await transaction(at: now) { [self] db in
            try step(once: key, now: now, in: db) { next, began in
                var query = query
                query.filter.to = min(query.filter.to ?? .latest, began + .milliseconds(1))
                if let next { query.after = DeadCursor(text: next) }
                return try changeDead(query, to: change, now: now, in: db)
            }
        }
    }

    public func changeAll(
        _ query: TaskQuery, to change: TaskBulkChange, once key: IdempotencyKey, now: Timestamp
    ) async throws -> (answer: BulkAnswer, results: [TaskChangeResult])? {
        try await transaction(at: now) { [self] db in
            try step(once: key, now: now, in: db) { next, began in
                var query = query
                query.filter.createdTo = min(query.filter.createdTo ?? .latest, began + .milliseconds(1))
                if let next { query.after = TaskCursor(text: next, in: query.order) }
                return try changeAll(query, to: change, now: now, in: db)
            }
        }
    }

    /// One step of a change to all that match, after those that were made under the same key.
    ///
    /// - Parameter body: makes the step, from where the last one ended; it gets the time of the first one, too.
    /// - Returns: what all steps did together; `nil` if the key came with another request.
    private func step(
        once key: IdempotencyKey, now: Timestamp, in db: Database,
        _ body: (_ next: String?, _ began: Timestamp) throws -> (answer: BulkAnswer, results: [TaskChangeResult])
    ) throws -> (answer: BulkAnswer, results: [TaskChangeResult])? {
        var before = BulkAnswer(changed: 0, refused: 0, next: nil)
        var began = now
        switch try earlierAnswer(key, now: now, in: db) {
        case .another: return nil
        case .same(let text, let at):
            before = try BulkAnswer(decoding: RawJSON(unchecked: Array(text.utf8)))
            guard before.next != nil else {
                before.isRepeated = true
                return (before, [])
            }
            began = at
        case .none: break
        }
        var (answer, results) = try body(before.next, began)
        answer.changed += before.changed
        answer.refused += before.refused
        try keep(key, answer: answer.encoded().description, now: began, in: db)
        return (answer, results)
    }
}
