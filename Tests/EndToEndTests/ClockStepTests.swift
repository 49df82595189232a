import Foundation
import JSON
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

    @Test("that was ahead, and is set right, stops no short interval and repeats nothing", arguments: [false, true])
    func setRight(_ whileDown: Bool) async throws {
        try await withDirectory { directory in
            let file = directory + "/offset"
            try Self.write(3600, to: file)
            let options = StackOptions(
                common: [
                    "LD_PRELOAD": Repository.products.appending(path: "libSteppedClock.so").path,
                    "STEPPED_CLOCK_FILE": file,
                ])
            try await withStack(options) { stack in
                let rules = [#"{"every":"PT2S"}"#, #"{"cron":"* * * * * *"}"#, #"{"rrule":"FREQ=SECONDLY"}"#]
                for (number, rule) in rules.enumerated() {
                    let url = stack.receiver.url("/\(number)")
                    let answer = try await stack.client.request(
                        "POST", "/tasks",
                        body: #"{"action":"webhook","payload":{"url":"\#(url)"},"recurrence":\#(rule)}"#)
                    #expect(answer.status == 201, "\(answer)")
                }
                func keys(_ number: Int) -> [String?] {
                    stack.receiver.requests.filter { $0.path.hasSuffix("/\(number)") }.map(\.idempotencyKey)
                }
                try await wait(until: "each has run by the clock that is ahead") {
                    rules.indices.allSatisfy { keys($0).count >= 2 }
                }
                if whileDown { await stack.scheduler.kill() }
                try Self.write(0, to: file)
                if whileDown { try await stack.scheduler.start() }
                let before = rules.indices.map { keys($0).count }
                try await wait(until: "each goes on", timeout: .seconds(60)) {
                    rules.indices.allSatisfy { keys($0).count >= before[$0] + 4 }
                }
                for number in rules.indices {
                    #expect(
                        Set(keys(number)).count == keys(number).count, "an occurrence of \(rules[number]) ran twice")
                }
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
