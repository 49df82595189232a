import Foundation
import GRDB
import JSON
import TestSupport
import Testing

@Suite("A copy of the database", .timeLimit(.minutes(20)))
struct BackupTests {
    @Test("that is made under load is whole, and a scheduler goes on from it")
    func underLoad() async throws {
        try await withStack { stack in
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(5)))
            let url = stack.receiver.url()
            // What was with the broker at the moment of the copy is lost to who goes on from it, which shows soon.
            let drafts = (0..<800).map { _ in TaskDraft.webhook(url, #""timeout_seconds":5"#) }
            async let creation = Burst.create(drafts, in: stack)
            try await wait(until: "100 webhooks have arrived", timeout: .seconds(60)) { stack.receiver.count >= 100 }
            let copy = stack.directory + "/copy.sqlite"
            #expect(try await backUp(to: copy, stack) == 0)
            #expect(try await backUp(to: copy, stack) == 1, "it does not overwrite")
            let ids = try await creation
            try await Burst.expectAll(ids, completedIn: stack)

            try await expectConsistent(copy)
            // Restored, the scheduler has the tasks of that moment, and brings each to its end.
            await stack.scheduler.kill()
            let original = stack.directory + "/carillon.sqlite"
            for suffix in ["", "-wal", "-shm"] {
                try? FileManager.default.removeItem(atPath: original + suffix)
            }
            try FileManager.default.moveItem(atPath: copy, toPath: original)
            try await stack.scheduler.start()
            try await stack.waitUntilReady()
            let open = ["scheduled", "running"]
            try await wait(until: "nothing is open", timeout: .seconds(90)) {
                for status in open {
                    // A question may come too late on a busy machine; then it is asked again.
                    guard let ids = try? await stack.client.ids(status), ids.isEmpty else { return false }
                }
                return true
            }
            let completed = try await stack.client.ids("completed")
            #expect(completed.count >= 100)
            #expect(Set(completed).isSubset(of: ids))
        }
    }

    private func backUp(to path: String, _ stack: Stack) async throws -> Int32 {
        let process = try await ChildProcess.start(
            [ServiceKind.scheduler.executable, "backup", path],
            environment: ["CARILLON_DATABASE": stack.directory + "/carillon.sqlite"],
            output: stack.directory + "/backup.log")
        return await process.wait()
    }

    private func expectConsistent(_ path: String) async throws {
        let database = try DatabaseQueue(path: path)
        let (faults, wrong) = try await database.read { db in
            let faults = try String.fetchAll(db, sql: "PRAGMA integrity_check")
            let wrong = try Int.fetchOne(
                db,
                sql: """
                    SELECT count(*) FROM tasks t WHERE
                      t.queued <> (SELECT count(*) FROM runs r WHERE r.task_id = t.id AND r.state = 0)
                      OR t.waiting <> (SELECT count(*) FROM runs r WHERE r.task_id = t.id AND r.state = 6)
                    """)
            return (faults, wrong)
        }
        #expect(faults == ["ok"])
        #expect(wrong == 0, "tasks know their open runs")
        try database.close()
    }
}
