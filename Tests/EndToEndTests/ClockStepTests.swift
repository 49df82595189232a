import Foundation
import Testing

/// libfaketime stands between the services and the system's clock, and reads from a file by how much it is off.
@Suite("A clock that is set by an hour", .timeLimit(.minutes(5)))
struct ClockStepTests {
    @Test("in the middle of a burst repeats nothing and loses nothing", arguments: ["+3600", "-3600"])
    func set(_ step: String) async throws {
        let libraries = try FileManager.default.contentsOfDirectory(atPath: "/usr/lib")
            .map { "/usr/lib/\($0)/faketime/libfaketimeMT.so.1" }
        let library = try #require(
            libraries.first { FileManager.default.fileExists(atPath: $0) }, "the package faketime is installed")
        try await withDirectory { directory in
            let file = directory + "/time"
            try "+0\n".write(toFile: file, atomically: true, encoding: .utf8)
            let options = StackOptions(
                common: [
                    "LD_PRELOAD": library, "FAKETIME_TIMESTAMP_FILE": file, "FAKETIME_NO_CACHE": "1",
                    "DONT_FAKE_MONOTONIC": "1", "FAKETIME_DONT_FAKE_MONOTONIC": "1",
                ], executors: [["CARILLON_CONCURRENCY": "20"]])
            try await withStack(options) { stack in
                Ledger.prepare(stack.receiver, delay: .milliseconds(50))
                async let creation = Ledger.create(600, in: stack)
                try await wait(until: "100 webhooks have arrived", timeout: .seconds(60)) {
                    stack.receiver.count >= 100
                }
                try "\(step)\n".write(toFile: file, atomically: true, encoding: .utf8)
                let offset = try #require(Double(step))
                try await creation.expectTrueEnds(in: stack, duplicates: 0, timeout: .seconds(90))
                // What is due by the new time runs by the new time.
                let now = Date(timeIntervalSinceNow: offset)
                let soon = try await stack.client.create(
                    .webhook(stack.receiver.url("/succeeds"), at: Date(timeInterval: 1, since: now)))
                try await stack.client.wait(for: soon, toBe: "completed")
                let created = try #require(try await stack.client.task(soon)["created_at"]?.string)
                #expect(abs(try Date(rfc3339: created).timeIntervalSince(now)) < 600, "the clock was set")
            }
        }
    }
}
