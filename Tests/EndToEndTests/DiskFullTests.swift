import Foundation
import GRDB
import JSON
import Testing

/// The scheduler's database is on a file system of a few megabytes, which only the scheduler and its children see.
@Suite("A disk that is full", .timeLimit(.minutes(20)))
struct DiskFullTests {
    @Test("refuses changes, answers questions, damages nothing, and all works again once there is room")
    func full() async throws {
        try await withDirectory { directory in
            let mount = directory + "/small"
            try FileManager.default.createDirectory(atPath: mount, withIntermediateDirectories: true)
            let namespace = geteuid() == 0 ? ["unshare", "-m"] : ["unshare", "-rm"]
            let options = StackOptions(
                schedulerPrefix: ["/usr/bin/env"] + namespace + [
                    "sh", "-c", #"mount -t tmpfs -o size=6m tmpfs "$0" && exec "$@""#, mount,
                ], databaseDirectory: mount)
            try await withStack(options) { stack in
                let first = try await Burst.create(Burst.webhooks(100, to: stack.receiver), in: stack)
                try await Burst.expectAll(first, completedIn: stack)
                let process = try #require(stack.scheduler.processID)
                let filler = "/proc/\(process)/root\(mount)/filler"
                fill(filler)
                // What it had reserved is soon used up.
                var accepted: [String] = []
                let later = Date(timeIntervalSinceNow: 3600)
                let draft = TaskDraft.webhook(
                    stack.receiver.url(), data: "\"\(String(repeating: "x", count: 100_000))\"", at: later)
                var refused: HTTPAnswer?
                try await wait(until: "a change is refused", timeout: .seconds(60)) {
                    let answer = try await stack.client.post(draft)
                    if answer.status == 201, let id = answer.json?["task_id"]?.string {
                        accepted.append(id)
                        return false
                    }
                    refused = answer
                    return true
                }
                #expect([503, 507].contains(refused?.status), "\(String(describing: refused))")
                #expect(refused?.headers["retry-after"] != nil)
                #expect(try await stack.client.task(first[0])["status"]?.string == "completed")
                #expect(try await stack.client.ids("completed").count == first.count)

                try FileManager.default.removeItem(atPath: filler)
                let second = try await Burst.create(Burst.webhooks(50, to: stack.receiver), in: stack)
                try await Burst.expectAll(first + second, completedIn: stack)
                for id in accepted { #expect(try await stack.client.task(id)["status"]?.string == "scheduled") }
                let copy = directory + "/copy.sqlite"
                try FileManager.default.copyItem(
                    atPath: "/proc/\(process)/root\(mount)/carillon.sqlite", toPath: copy)
                try FileManager.default.copyItem(
                    atPath: "/proc/\(process)/root\(mount)/carillon.sqlite-wal", toPath: copy + "-wal")
                let database = try DatabaseQueue(path: copy)
                let faults = try await database.read { try String.fetchAll($0, sql: "PRAGMA integrity_check") }
                #expect(faults == ["ok"])
                try database.close()
            }
        }
    }

    /// Writes until there is no room.
    private func fill(_ path: String) {
        let descriptor = open(path, O_WRONLY | O_CREAT, 0o600)
        defer { close(descriptor) }
        var size = 65536
        let bytes = [UInt8](repeating: 0, count: size)
        while size > 0 {
            if write(descriptor, bytes, size) <= 0 { size /= 2 }
        }
    }
}
