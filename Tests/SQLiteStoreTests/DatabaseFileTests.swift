import Foundation
import GRDB
import Scheduler
import Testing

@testable import SQLiteStore

@Suite struct DatabaseFileTests {
    private func expectRefused(_ path: String, _ code: TaskStoreError.Code) throws {
        let before = try Data(contentsOf: URL(fileURLWithPath: path))
        let error = #expect(throws: TaskStoreError.self) { try SQLiteTaskStore(path: path) }
        #expect(error?.code == code)
        #expect(error?.message.contains(path) == true)
        #expect(try Data(contentsOf: URL(fileURLWithPath: path)) == before)
    }

    @Test(arguments: ["hello", String(repeating: "x", count: 5000)])
    func aFileThatIsNoDatabaseIsRefusedAndLeftAlone(_ content: String) async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/file"
            try Data(content.utf8).write(to: URL(fileURLWithPath: path))
            try expectRefused(path, .notADatabase)
        }
    }

    @Test func aDatabaseOfAnotherProgramIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/other.sqlite"
            let other = try DatabaseQueue(path: path)
            try await other.write { try $0.execute(sql: "CREATE TABLE t (a); PRAGMA application_id = 7") }
            try other.close()
            try expectRefused(path, .notADatabase)
        }
    }

    @Test func aDatabaseOfANewerVersionIsRefused() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/tasks.sqlite"
            try SQLiteTaskStore(path: path).close()
            let newer = try DatabaseQueue(path: path)
            try await newer.writeWithoutTransaction { db in
                try db.execute(sql: "PRAGMA user_version = 99")
                try db.checkpoint(.truncate)
            }
            try newer.close()
            try expectRefused(path, .newerVersion)
        }
    }

    @Test func aDatabaseInUseIsRefused() async throws {
        try await withStore { _, path in
            let error = #expect(throws: TaskStoreError.self) { try SQLiteTaskStore(path: path) }
            #expect(error?.code == .inUse)
        }
    }

    @Test func anEmptyFileBecomesADatabase() async throws {
        try await withTemporaryFolder { folder in
            let path = folder + "/empty"
            try Data().write(to: URL(fileURLWithPath: path))
            try SQLiteTaskStore(path: path).close()
        }
    }

    @Test func aMissingFolderIsSaidPlainly() {
        let error = #expect(throws: TaskStoreError.self) { try SQLiteTaskStore(path: "/nowhere/at/all/tasks.sqlite") }
        #expect(error?.code == .unusable)
    }

    @Test func commitsAreSyncedAndTheJournalIsAWriteAheadLog() async throws {
        try await withStore { store, _ in
            let settings = try await store.database.writeWithoutTransaction { db in
                (
                    try String.fetchOne(db, sql: "PRAGMA journal_mode"),
                    try Int.fetchOne(db, sql: "PRAGMA synchronous")
                )
            }
            #expect(settings == ("wal", 2))
        }
    }
}
