import Foundation
import Testing

/// `SteppedClock` stands between the services and the system's clock.
@Suite("A clock that is set by an hour", .timeLimit(.minutes(20)))
struct ClockStepTests {
    @Test("in the middle of a burst repeats nothing and loses nothing", arguments: [3600, -3600])
    func set(_ step: Int64) async throws {
        try await withDirectory { directory in
            let file = directory + "/offset"
            try Self.write(0, to: file)
            let options = StackOptions(
                common: [
                    "LD_PRELOAD": Repository.products.appending(path: "libSteppedClock.so").path,
                    "STEPPED_CLOCK_FILE": file,
                ], executors: [["CARILLON_CONCURRENCY": "20"]])
            try await withStack(options) { stack in
                Ledger.prepare(stack.receiver, delay: .milliseconds(50))
                async let creation = Ledger.create(600, in: stack)
                try await wait(until: "100 webhooks have arrived", timeout: .seconds(60)) {
                    stack.receiver.count >= 100
                }
                try Self.write(step, to: file)
                try await creation.expectTrueEnds(in: stack, duplicates: 0, timeout: .seconds(90))
                // What is due by the new time runs by the new time.
                let now = Date(timeIntervalSinceNow: Double(step))
                let soon = try await stack.client.create(
                    .webhook(stack.receiver.url("/succeeds"), at: Date(timeInterval: 1, since: now)))
                try await stack.client.wait(for: soon, toBe: "completed")
                let created = try #require(try await stack.client.task(soon)["created_at"]?.string)
                #expect(abs(try Date(rfc3339: created).timeIntervalSince(now)) < 600, "the clock was set")
            }
        }
    }

    /// Sets the services' clock off by so many seconds. In place: they have the file mapped.
    private static func write(_ offset: Int64, to path: String) throws {
        if !FileManager.default.fileExists(atPath: path) {
            try #require(FileManager.default.createFile(atPath: path, contents: Data(count: 8)))
        }
        let file = try #require(FileHandle(forUpdatingAtPath: path))
        try file.write(contentsOf: withUnsafeBytes(of: offset) { Data($0) })
        try file.close()
    }
}
