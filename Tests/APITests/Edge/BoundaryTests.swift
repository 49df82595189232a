import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import Synchronization
import TaskModel
import Testing
import Timekeeping

@testable import API

/// Values one below each limit, at it, and one above it. ``StubScheduler`` checks that the scheduler can read what the
/// API accepts: so the API reports what is too large, and nothing is lost on the way.
@Suite struct BoundaryTests {
    private static func nested(_ levels: Int) -> String {
        String(repeating: "[", count: levels) + String(repeating: "]", count: levels)
    }

    private static func task(_ payload: String = "1", _ more: String = "") -> String {
        #"{"action":"a","payload":\#(payload),"run_at":"2026-06-10T15:00:00Z"\#(more.isEmpty ? "" : ",")\#(more)}"#
    }

    /// How a task is answered that comes alone, in place of another, in a batch, and in a batch all or nothing.
    private func statuses(_ task: String, name: String = "n") async throws -> [Int] {
        let view = RawJSON(
            #"{"task":{"task_id":"01970000-0000-7000-8000-000000000001","action":"a","payload":{},"run_at":"2026-06-11T09:00:00Z","revision":1}}"#
        )
        let scheduler = StubScheduler { operation in
            guard case .change(let changes) = operation else { return .success(view) }
            if case .atomic(let parts) = changes[0] {
                return .success(TaskChangeAnswer.encode([.each(parts.map { _ in .done })]))
            }
            return .success(TaskChangeAnswer.encode(changes.map { _ in .done }))
        }
        let statuses = Mutex<[Int]>([])
        try await withAPI(scheduler) { client in
            var found: [Int] = []
            func ask(_ method: HTTPRequest.Method, _ path: String, _ body: String) async throws -> TestResponse {
                try await client.execute(uri: path, method: method, body: ByteBuffer(string: body)) { $0 }
            }
            found.append(Int(try await ask(.post, "/tasks", task).status.code))
            found.append(Int(try await ask(.put, "/tasks/by-name/\(name)", task).status.code))
            for query in ["", "?atomic=true"] {
                let answer = try await ask(.post, "/tasks/batch\(query)", "[\(task)]")
                let text = String(buffer: answer.body)
                let isMade = answer.status == .ok && text.contains(#""created":1"#)
                found.append(isMade ? 201 : Int(answer.status.code) == 200 ? 400 : Int(answer.status.code))
            }
            let all = found
            statuses.withLock { $0 = all }
        }
        return statuses.withLock { $0 }
    }

    @Test(arguments: [1, 64, 100, 120, 123, 124, 125, 126, 127])
    func aBodyMayHave128Levels(_ levels: Int) async throws {
        #expect(try await statuses(Self.task(Self.nested(levels))) == [201, 201, 201, 201])
        let objects = String(repeating: #"{"a":"#, count: levels) + "1" + String(repeating: "}", count: levels)
        #expect(try await statuses(Self.task(objects)) == [201, 201, 201, 201])
    }

    @Test(arguments: [128, 129, 130, 200, 511, 512, 513, 5000])
    func aBodyMayHaveNoMore(_ levels: Int) async throws {
        for status in try await statuses(Self.task(Self.nested(levels))) { #expect(status == 400 || status == 422) }
    }

    @Test func aPatchIsNestedAsDeepAsATask() async throws {
        let view = RawJSON(
            #"{"task":{"task_id":"01970000-0000-7000-8000-000000000001","action":"a","payload":{},"run_at":"2026-06-11T09:00:00Z","revision":1}}"#
        )
        let scheduler = StubScheduler { operation in
            guard case .change = operation else { return .success(view) }
            return .success(TaskChangeAnswer.encode([.done]))
        }
        try await withAPI(scheduler) { client in
            for (levels, status) in [(125, 200), (126, 200), (127, 200), (128, 400), (129, 400)] {
                try await client.execute(
                    uri: "/tasks/01970000-0000-7000-8000-000000000001", method: .patch,
                    body: ByteBuffer(string: #"{"payload":\#(Self.nested(levels))}"#)
                ) { #expect($0.status.code == status, "\(levels)") }
            }
        }
    }

    /// A task may be as large in a batch as alone.
    @Test(arguments: [-1, 0, 1])
    func aTaskMayHave256KiB(_ excess: Int) async throws {
        let empty = Self.task("\"\"").utf8.count
        let text = String(repeating: "x", count: RequestReading.maximumBodyBytes + excess - empty)
        let statuses = try await statuses(Self.task("\"\(text)\""))
        #expect(statuses.allSatisfy { ($0 == 201) == (excess <= 0) }, "\(statuses)")
    }

    @Test(arguments: [
        ("\"name\":\"%\"", 128), ("\"group\":\"%\"", 63), ("\"tags\":[\"%\"]", 64), ("\"action\":\"%\"", 0),
    ])
    func textsHaveALongest(_ field: String, limit: Int) async throws {
        let limit = limit == 0 ? ActionName.maximumLength : limit
        for (length, isTaken) in [(0, false), (1, true), (limit - 1, true), (limit, true), (limit + 1, false)] {
            let text = String(repeating: "n", count: length)
            var body = Self.task("1", field.replacing("%", with: text))
            if field.contains("action") { body = body.replacing(#""action":"a","#, with: "") }
            let name = field.contains("name") && isTaken ? text : "n"
            let statuses = try await statuses(body, name: name)
            #expect(statuses.allSatisfy { ($0 == 201) == isTaken }, "\(field) \(length): \(statuses)")
        }
    }

    @Test func tagsHaveALargestCount() async throws {
        for (count, isTaken) in [(0, true), (15, true), (16, true), (17, false)] {
            let tags = (0..<count).map { "\"t\($0)\"" }.joined(separator: ",")
            let statuses = try await statuses(Self.task("1", "\"tags\":[\(tags)]"))
            #expect(statuses.allSatisfy { ($0 == 201) == isTaken }, "\(count): \(statuses)")
        }
    }

    /// Payloads keep their numbers as they are written.
    @Test(arguments: [
        "1e400", "-1e400", "-0", "-0.0", "9223372036854775807", "9223372036854775808", "-9223372036854775809",
        "123456789012345678901234567890", "1e-400", "0.1e+1", "1E5", #""\ud800""#, #""\u0000""#, #""\uffff""#,
        #"{"":""}"#,
        #"{"\u0000":null}"#,
    ])
    func anyValueIsAPayload(_ payload: String) async throws {
        #expect(try await statuses(Self.task(payload)) == [201, 201, 201, 201])
    }

    @Test(arguments: [
        #""timeout_seconds":%"#, #""priority":%"#, #""retry":{"max_attempts":%}"#, #""retry":{"initial_seconds":%}"#,
        #""retry":{"schedule_seconds":[%]}"#, #""retry":{"max_age_seconds":%}"#,
        #""recurrence":"daily","grace_seconds":%"#, #""recurrence":"daily","on_missed":"all","max_missed":%"#,
        #""recurrence":{"cron":"0 0 * * *","count":%}"#,
    ])
    func numbersThatAreNoneOfOursAreTold(_ field: String) async throws {
        for number in [
            "1e400", "-1e400", "-1", "-0", "0", "1", "1.0", "1e0", "0.5", "1e-400", "2147483647", "2147483648",
            "9223372036854775807", "9223372036854775808", "123456789012345678901234567890", "86400", "86401",
        ] {
            let statuses = Set(try await statuses(Self.task("1", field.replacing("%", with: number))))
            #expect(statuses.count <= 2 && statuses.isSubset(of: [201, 400, 422]), "\(field) \(number): \(statuses)")
            #expect(!statuses.contains(201) || statuses.count == 1, "\(field) \(number): \(statuses)")
        }
    }

    @Test func timesAtTheEndsOfTime() async throws {
        for (time, isTaken) in [
            ("0001-01-01T00:00:00Z", true), ("0001-01-01T00:00:00+00:01", false), ("0000-12-31T23:59:59Z", false),
            ("9999-12-31T23:59:59.999Z", true), ("9999-12-31T23:59:59.9999999Z", true),
            ("9999-12-31T23:59:59-00:01", false), ("10000-01-01T00:00:00Z", false), ("2026-06-30T23:59:60Z", true),
            ("2026-06-30T23:59:61Z", false),
        ] {
            let task = #"{"action":"a","payload":1,"run_at":"\#(time)"}"#
            let statuses = try await statuses(task)
            #expect(statuses.allSatisfy { ($0 == 201) == isTaken }, "\(time): \(statuses)")
        }
        for delay in ["P9998Y", "P9999Y", "P99999Y", "PT999999999999S", "PT0S"] {
            let statuses = Set(try await statuses(#"{"action":"a","payload":1,"in":"\#(delay)"}"#))
            #expect(statuses == [201] || statuses.isSubset(of: [400, 422]), "\(delay): \(statuses)")
        }
    }

    /// A key is as long for a batch as for one task.
    @Test(arguments: [1, 250, 251, 252, 255, 256])
    func idempotencyKeys(_ length: Int) async throws {
        let scheduler = StubScheduler { operation in
            guard case .change(let changes) = operation else { return .success(RawJSON("{}")) }
            return .success(TaskChangeAnswer.encode(changes.map { _ in .done }))
        }
        try await withAPI(scheduler) { client in
            let task = Self.task()
            let many = "[" + Array(repeating: task, count: 1000).joined(separator: ",") + "]"
            for (path, body) in [("/tasks", task), ("/tasks/batch", many)] {
                try await client.execute(
                    uri: path, method: .post, headers: [.idempotencyKey: String(repeating: "k", count: length)],
                    body: ByteBuffer(string: body)
                ) { response in
                    #expect((response.status.code < 300) == (length <= 255), "\(path) \(length)")
                }
            }
        }
    }

    /// `+` means a space, as in forms, but the sign of an offset is accepted all the same.
    @Test(arguments: [
        ("tag=a+b", true), ("tag=a%20b", true), ("tag=a%2Bb", false), ("run_from=2026-06-10T15:00:00+02:00", nil),
        ("run_from=2026-06-10T15:00:00%2B02:00", nil), ("run_from=2026-06-10T13:00:00Z", nil),
        ("run_from=2026-06-10T17:00:00.000+04:00", nil), ("run_from=2026-06-10T12:30:00-00:30", nil),
    ])
    func plusInQueries(_ query: String, isSpace: Bool?) async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"{"tasks":[]}"#)) }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/tasks?\(query)", method: .get) { #expect($0.status == .ok, "\(query)") }
        }
        guard case .list(let list) = scheduler.asked.first else {
            Issue.record("nothing was asked")
            return
        }
        if let isSpace {
            #expect(list.filter.tags == [isSpace ? "a b" : "a+b"])
        } else {
            #expect(list.filter.runFrom?.milliseconds == 1_781_096_400_000)
        }
    }
}
