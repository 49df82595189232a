import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing
import Timekeeping

@testable import API

@Suite("The routes of backfills")
struct BackfillRoutesTests {
    /// The time of ``withAPI(_:_:)``.
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)
    private static let id = TaskID(high: 1, low: 2)
    private static let path = "/tasks/\(id)/backfill"

    /// A scheduler that answers with the requested backfill.
    private static func scheduler() -> StubScheduler {
        StubScheduler { operation in
            switch operation {
            case .startBackfill(_, let request, let key):
                guard key?.key != "old" else { return .success(KeptAnswer.repeated(#"{"backfill":{"made":7}}"#)) }
                guard key?.key != "other" else { return .failure(.init(.keyReused, "reused")) }
                return .success(ResponseJSON.backfill(Backfill(request: request, plan: BackfillPlan())))
            case .cancelBackfill(_, let key):
                let answer = ResponseJSON.backfillCancelled
                return .success(key?.key == "old" ? KeptAnswer.repeated(answer.description) : answer)
            default: return .failure(.init(.notFound, "the task has had no backfill"))
            }
        }
    }

    private static let instant = "2026-06-09T00:00:00Z"

    @Test(
        arguments: [
            (#"{"from":"2026-06-09T00:00:00Z"}"#, 1000, 1, true),
            (#"{"from":"2026-06-09T02:00+02:00","to":null}"#, 1000, 1, true),
            (#"{"from":"2026-06-09T00:00:00Z","max":1,"pace_per_second":0.01,"dry_run":true}"#, 1, 0.01, true),
            (#"{"from":"2026-06-09T00:00:00Z","max":10000,"pace_per_second":100,"dry_run":false}"#, 10_000, 100, false),
        ] as [(String, Int, Double, Bool)])
    func `a request is read up to its bounds`(body: String, max: Int, pace: Double, isDry: Bool) async throws {
        let scheduler = Self.scheduler()
        try await withAPI(scheduler) { client in
            try await client.execute(uri: Self.path, method: .post, body: ByteBuffer(string: body)) {
                #expect($0.status == (isDry ? .ok : .accepted))
                #expect(String(buffer: $0.body).contains(#""dry_run":\#(isDry)"#))
            }
        }
        let from = try Timestamp(rfc3339: Self.instant)
        let request = BackfillRequest(from: from, to: Self.now, max: max, perSecond: pace, isDryRun: isDry)
        #expect(scheduler.asked == [.startBackfill(Self.id, request)])
    }

    @Test func `a time to come is taken, and a time that began a moment ago`() async throws {
        let scheduler = Self.scheduler()
        try await withAPI(scheduler) { client in
            for body in [
                #"{"from":"\#(Self.instant)","to":"2030-01-01T00:00:00Z"}"#,
                #"{"from":"\#((Self.now - .milliseconds(1)).rfc3339)"}"#,
            ] {
                try await client.execute(uri: Self.path, method: .post, body: ByteBuffer(string: body)) {
                    #expect($0.status == .ok)
                }
            }
        }
        #expect(scheduler.asked.count == 2)
    }

    @Test(
        arguments: [
            ("{}", 422, "/from"), ("[]", 400, nil), ("", 400, nil), ("{", 400, nil),
            (#"{"from":null}"#, 422, "/from"), (#"{"from":7}"#, 422, "/from"), (#"{"from":"yesterday"}"#, 422, "/from"),
            (#"{"from":"2026-06-09T00:00:00"}"#, 422, "/from"), (#"{"from":"2026-02-30T00:00:00Z"}"#, 422, "/from"),
            (#"{"from":"NOW"}"#, 422, "/from"),
            (#"{"from":"FROM","to":7}"#, 422, "/to"), (#"{"from":"FROM","to":"FROM"}"#, 422, "/to"),
            (#"{"from":"FROM","to":"2026-06-08T23:59:59.999Z"}"#, 422, "/to"),
            (#"{"from":"FROM","max":0}"#, 422, "/max"), (#"{"from":"FROM","max":10001}"#, 422, "/max"),
            (#"{"from":"FROM","max":1.5}"#, 422, "/max"), (#"{"from":"FROM","max":"1"}"#, 422, "/max"),
            (#"{"from":"FROM","max":-1}"#, 422, "/max"),
            (#"{"from":"FROM","max":99999999999999999999}"#, 422, "/max"),
            (#"{"from":"FROM","pace_per_second":0}"#, 422, "/pace_per_second"),
            (#"{"from":"FROM","pace_per_second":0.0099}"#, 422, "/pace_per_second"),
            (#"{"from":"FROM","pace_per_second":100.01}"#, 422, "/pace_per_second"),
            (#"{"from":"FROM","pace_per_second":-1}"#, 422, "/pace_per_second"),
            (#"{"from":"FROM","pace_per_second":1e999}"#, 422, "/pace_per_second"),
            (#"{"from":"FROM","pace_per_second":"1"}"#, 422, "/pace_per_second"),
            (#"{"from":"FROM","dry_run":"no"}"#, 422, "/dry_run"), (#"{"from":"FROM","dry_run":0}"#, 422, "/dry_run"),
            (#"{"from":"FROM","dryRun":false}"#, 422, "/dryRun"), (#"{"from":"FROM","pace":1}"#, 422, "/pace"),
        ] as [(String, Int, String?)])
    func `what can't be accepted is named`(body: String, status: Int, pointer: String?) async throws {
        let scheduler = Self.scheduler()
        let text = body.replacing("FROM", with: Self.instant).replacing("NOW", with: Self.now.rfc3339)
        try await withAPI(scheduler) { client in
            try await client.execute(uri: Self.path, method: .post, body: ByteBuffer(string: text)) { response in
                #expect(response.status.code == status, "\(text)")
                let errors = try problem(response)["errors"] as? [[String: Any]]
                #expect(errors?.first?["pointer"] as? String == pointer, "\(text)")
            }
        }
        #expect(scheduler.asked.isEmpty)
    }

    @Test func `a path that is no task's is refused, and DELETE and GET take no body`() async throws {
        let scheduler = Self.scheduler()
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks/x/backfill", method: .post, body: ByteBuffer(string: #"{"from":"\#(Self.instant)"}"#)
            ) { #expect($0.status.code >= 400 && $0.status.code < 500) }
            try await client.execute(uri: Self.path, method: .delete, body: ByteBuffer(string: "{}")) {
                #expect($0.status == .badRequest)
            }
        }
        #expect(scheduler.asked.isEmpty)
        try await withAPI(scheduler) { client in
            try await client.execute(uri: Self.path, method: .get) { #expect($0.status == .notFound) }
        }
    }

    @Test func `a request that is repeated is answered as the first`() async throws {
        let scheduler = Self.scheduler()
        let body = ByteBuffer(string: #"{"from":"\#(Self.instant)","dry_run":false}"#)
        try await withAPI(scheduler) { client in
            for (key, mark) in [("new", nil), ("old", "true")] as [(String, String?)] {
                try await client.execute(
                    uri: Self.path, method: .post, headers: [.idempotencyKey: key], body: body
                ) { response in
                    #expect(response.status == .accepted)
                    #expect(response.headers[.idempotentReplayed] == mark)
                    if mark != nil { #expect(String(buffer: response.body) == #"{"backfill":{"made":7}}"#) }
                }
                try await client.execute(uri: Self.path, method: .delete, headers: [.idempotencyKey: key]) { response in
                    #expect(response.status == .ok)
                    #expect(response.headers[.idempotentReplayed] == mark)
                    #expect(String(buffer: response.body) == ResponseJSON.backfillCancelled.description)
                }
            }
            try await client.execute(
                uri: Self.path, method: .post, headers: [.idempotencyKey: "other"], body: body
            ) { response in
                #expect(response.status == .conflict)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.first?["pointer"] == "Idempotency-Key")
            }
            // A dry run uses up no key, but a malformed key is refused.
            let dry = ByteBuffer(string: #"{"from":"\#(Self.instant)"}"#)
            try await client.execute(uri: Self.path, method: .post, headers: [.idempotencyKey: "old"], body: dry) {
                #expect($0.status == .ok && $0.headers[.idempotentReplayed] == nil)
            }
            try await client.execute(uri: Self.path, method: .post, headers: [.idempotencyKey: "a b"], body: dry) {
                #expect($0.status == .badRequest)
            }
        }
    }

    @Test func `requests of backfills say the same after the way to the scheduler`() throws {
        let request = BackfillRequest(from: Self.now - .seconds(1), to: Self.now, max: 3, perSecond: 0.5)
        let key = try #require(IdempotencyKey(key: "k", fingerprint: "f"))
        for operation in [
            .startBackfill(Self.id, request), .startBackfill(Self.id, request, once: key), .backfill(Self.id),
            .cancelBackfill(Self.id), .cancelBackfill(Self.id, once: key),
        ] as [SchedulerRequest.Operation] {
            let request = SchedulerRequest(operation, deadline: Self.now)
            let message = request.message(id: "1", now: Self.now)
            #expect(try SchedulerRequest(type: message.type, decoding: message.body) == request)
        }
    }
}
