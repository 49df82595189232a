import Foundation
import GRDB
import JSON
import Messages
import Scheduler
import TaskModel
import Testing
import Timekeeping

@testable import SQLiteStore

/// A file of an older version becomes one of this version, and nothing of it is lost.
///
/// `Fixtures/schema-11.sql` is the dump of a file that the version with schema 11 wrote: tasks of every kind, runs in every
/// state, limits, keys, a calendar, a backfill and events. `Fixtures/schema-11.txt` is what that version read from it.
@Suite struct MigrationTests {
    private static let fixtures = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "Fixtures")

    private static func withOldFile(_ body: (String) async throws -> Void) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/tasks.sqlite"
            let dump = try String(contentsOf: fixtures.appending(path: "schema-11.sql"), encoding: .utf8)
            let old = try DatabaseQueue(path: path)
            try await old.writeWithoutTransaction { try $0.execute(sql: dump) }
            try old.close()
            try await body(path)
        }
    }

    @Test func `everything reads the same after the migration`() async throws {
        try await Self.withOldFile { path in
            let store = try SQLiteTaskStore(path: path, random: .seeded(2))
            let expected = try String(contentsOf: Self.fixtures.appending(path: "schema-11.txt"), encoding: .utf8)
            let lines = try await store.contents()
            for (line, old) in zip(lines, expected.split(separator: "\n").map(String.init)) { #expect(line == old) }
            #expect(lines.count == expected.split(separator: "\n").count)
            let version = try await store.read { try Int.fetchOne($0, sql: "PRAGMA user_version") }
            #expect(version == Int(Schema.version))
            try store.close()
        }
    }

    @Test func `tasks of the old file are claimed, run and go on`() async throws {
        try await Self.withOldFile { path in
            let store = try SQLiteTaskStore(path: path, random: .seeded(2))
            let later = start + .seconds(2 * 86_400)
            var claimed = 0
            for backlog in try await store.backlog() {
                let claim = try await store.claimAll(backlog.action, now: later)
                _ = try await store.apply(claim.runs.map { .finished($0, at: later) }, now: later)
                claimed += claim.runs.count
            }
            // Seven occurrences and four runs that wait. One task has expired, one is paused, and two wait for a host.
            #expect(claimed == 11)
            // A recurrence goes on, by the rule, the zone and the policy that it had.
            let cron = try #require(try await store.task(task(30).id)).task
            #expect(cron.progress.dueAt.map { $0 > start } == true)
            #expect(cron.definition.zone.identifier == "Europe/Berlin")
            #expect(cron.definition.schedule.maxMissed == 7)
            try store.close()
        }
    }

    /// GRDB carries a migration out in one transaction: a process that dies in it leaves the old file.
    @Test func `a migration that fails changes nothing`() async throws {
        try await Self.withOldFile { path in
            let old = try DatabaseQueue(path: path)
            // The migration makes a table of this name.
            try await old.write { try $0.execute(sql: "CREATE TABLE new_tasks (a)") }
            try old.close()
            #expect(throws: TaskStoreError.self) { try SQLiteTaskStore(path: path) }
            let file = try DatabaseQueue(path: path)
            let (version, tasks) = try await file.read { db in
                (
                    try Int.fetchOne(db, sql: "PRAGMA user_version"),
                    try Int.fetchOne(db, sql: "SELECT count(timeout_seconds) FROM tasks")
                )
            }
            #expect(version == 11 && tasks == 27)
            try await file.write { try $0.execute(sql: "DROP TABLE new_tasks") }
            try file.close()
            let store = try SQLiteTaskStore(path: path)
            #expect(try await store.tasks(matching: TaskQuery()).tasks.count == 27)
            try store.close()
        }
    }
}
