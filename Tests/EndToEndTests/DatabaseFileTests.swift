import Foundation
import GRDB
import Testing

@Suite("A database that can't be used stops the scheduler and stays as it is", .timeLimit(.minutes(20)))
struct DatabaseFileTests {
    @Test("not a database")
    func notADatabase() async throws {
        try await withDirectory { directory in
            let path = directory + "/notes.txt"
            try Data(String(repeating: "Buy milk.\n", count: 500).utf8).write(to: URL(filePath: path))
            try await expectRefusal(of: path, in: directory, saying: "not a SQLite database")
        }
    }

    @Test("a database of another program")
    func foreign() async throws {
        try await withDirectory { directory in
            let path = directory + "/browser.sqlite"
            try makeDatabase(path, "PRAGMA application_id = 42; CREATE TABLE history (url TEXT)")
            try await expectRefusal(of: path, in: directory, saying: "another program")
        }
    }

    @Test("a database of another program that does not number its versions")
    func foreignWithoutNumbers() async throws {
        try await withDirectory { directory in
            let path = directory + "/browser.sqlite"
            try makeDatabase(path, "CREATE TABLE history (url TEXT); INSERT INTO history VALUES ('about:blank')")
            try await expectRefusal(of: path, in: directory, saying: "another program")
        }
    }

    @Test("a database of a newer version that ended by kill -9, and has that in its write-ahead log only")
    func newerInLog() async throws {
        try await withDirectory { directory in
            let live = directory + "/live.sqlite"
            let path = directory + "/newer.sqlite"
            try makeCrashedDatabase(live, copy: path)
            try await expectRefusal(of: path, ["", "-wal"], in: directory, saying: "newer version")
        }
    }

    @Test("a database of a newer version")
    func newer() async throws {
        try await withDirectory { directory in
            let path = directory + "/newer.sqlite"
            try makeDatabase(
                path, "PRAGMA application_id = 0x4341524C; PRAGMA user_version = 99; CREATE TABLE tasks (id BLOB)")
            try await expectRefusal(of: path, in: directory, saying: "newer version")
        }
    }

    @Test("a database in a folder that does not exist")
    func missingFolder() async throws {
        try await withDirectory { directory in
            let scheduler = self.scheduler(directory + "/none/tasks.sqlite", in: directory)
            try await scheduler.start()
            #expect(await scheduler.ended(within: .seconds(60)) == 1)
            #expect(scheduler.lines.count == 1)
            #expect(scheduler.log.contains("none/tasks.sqlite"))
        }
    }

    @Test("a database in use by another scheduler, which goes on")
    func inUse() async throws {
        try await withStack { stack in
            let second = scheduler(stack.directory + "/carillon.sqlite", in: stack.directory)
            try await second.start()
            #expect(await second.ended() == 1)
            #expect(second.lines.count == 1)
            #expect(second.log.contains("in use"))
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: id, toBe: "completed")
        }
    }

    private func scheduler(_ path: String, in directory: String) -> ServiceProcess {
        ServiceProcess(
            .scheduler, name: "refused",
            environment: ["CARILLON_DATABASE": path, "CARILLON_AMQP_URL": "amqp://127.0.0.1:9"], directory: directory)
    }

    private func makeDatabase(_ path: String, _ sql: String) throws {
        let queue = try DatabaseQueue(path: path)
        try queue.write { try $0.execute(sql: sql) }
        try queue.close()
    }

    /// A database whose version 99 is in its write-ahead log only: what a kill -9 leaves.
    private func makeCrashedDatabase(_ live: String, copy path: String) throws {
        let queue = try DatabaseQueue(path: live)
        try queue.writeWithoutTransaction { db in
            try db.execute(
                sql: """
                    PRAGMA application_id = 0x4341524C; PRAGMA user_version = 1; CREATE TABLE tasks (id BLOB);
                    PRAGMA journal_mode = WAL; PRAGMA user_version = 99; CREATE TABLE more (id BLOB)
                    """)
        }
        for end in ["", "-wal"] { try FileManager.default.copyItem(atPath: live + end, toPath: path + end) }
        try queue.close()
        try FileManager.default.removeItem(atPath: live)
    }

    /// - Parameter ends: of the names of the database's files.
    private func expectRefusal(
        of path: String, _ ends: [String] = [""], in directory: String, saying words: String,
        sourceLocation: SourceLocation = #_sourceLocation
    ) async throws {
        let files = ends.map { URL(filePath: path + $0) }
        let before = try files.map { try Data(contentsOf: $0) }
        let scheduler = scheduler(path, in: directory)
        try await scheduler.start()
        #expect(await scheduler.ended(within: .seconds(60)) == 1, sourceLocation: sourceLocation)
        let said = String(scheduler.log.prefix(500))
        #expect(scheduler.lines.count == 1, sourceLocation: sourceLocation)
        #expect(said.contains(path), sourceLocation: sourceLocation)
        #expect(said.contains(words), sourceLocation: sourceLocation)
        // Without more bytes in the report than anybody wants to read.
        let isUnchanged = files.map { try? Data(contentsOf: $0) } == before
        #expect(isUnchanged, "the database is as it was", sourceLocation: sourceLocation)
        // SQLite needs shared memory to look into a write-ahead log.
        let names = try FileManager.default.contentsOfDirectory(atPath: directory).filter { !$0.hasSuffix("-shm") }
        let expected = files.map(\.lastPathComponent) + ["refused.log"]
        #expect(names.sorted() == expected.sorted(), "nothing else is made", sourceLocation: sourceLocation)
    }
}
