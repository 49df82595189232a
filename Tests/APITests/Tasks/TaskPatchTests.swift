import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import Recurrence
import TaskModel
import Testing
import Timekeeping

@testable import API

@Suite struct TaskPatchTests {
    private static let id = TaskID("01970000-0000-7000-8000-000000000001")!
    private static let now = Timestamp(milliseconds: 1_781_103_600_000)

    private static let daily = RawJSON(
        #"""
        {"task":{"task_id":"01970000-0000-7000-8000-000000000001","name":"report","group":"ops","tags":["a"],
         "action":"webhook","payload":{"url":"http://h/","data":{"x":1.10,"y":2}},
         "run_at":"2026-06-11T09:00:00.000Z","recurrence":"daily","timezone":"Europe/Berlin",
         "anchor":{"at":"2026-01-31T08:00:00.000Z","given":true},"status":"scheduled",
         "attempt":1,"timeout_seconds":30,"retry":{"max_attempts":5,"backoff":"exponential","initial_seconds":5,
         "max_seconds":3600,"jitter":"full"},"on_missed":"all","max_missed":7,"grace_seconds":60,"overlap":"skip",
         "on_failure":"continue","revision":3,"created_at":"2026-06-10T15:00:00.000Z",
         "updated_at":"2026-06-10T15:00:00.000Z"}}
        """#)

    private static let once = RawJSON(
        #"""
        {"task":{"task_id":"01970000-0000-7000-8000-000000000001","group":"default","action":"shell","payload":"x",
         "run_at":"2026-06-11T09:00:00.000Z","status":"scheduled","attempt":1,"timeout_seconds":30,
         "retry":{"max_attempts":1,"backoff":"fixed","initial_seconds":0,"max_seconds":0,"jitter":"none"},
         "expires_at":"2026-06-12T09:00:00.000Z","revision":1}}
        """#)

    private static func update(_ view: RawJSON, _ patch: String) throws -> TaskUpdate {
        try TaskPatch(Array(patch.utf8)).update(TaskDocument(view), now: now)
    }

    @Test func membersOfThePayloadAreMerged() throws {
        let update = try Self.update(Self.daily, #"{"payload":{"data":{"y":null,"z":3}}}"#)
        #expect(update.task.payload.description == #"{"url":"http://h/","data":{"x":1.10,"z":3}}"#)
        #expect(update.times == .kept)
        #expect(update.revision == 3)
        #expect(update.task.group == "ops" && update.task.tags == ["a"] && update.task.name?.rawValue == "report")
        #expect(update.task.schedule.maxMissed == 7)
    }

    @Test func nullPutsAFieldBack() throws {
        let update = try Self.update(
            Self.daily, #"{"name":null,"tags":null,"group":null,"retry":null,"on_missed":null,"max_missed":null}"#)
        #expect(update.task.name == nil && update.task.tags.isEmpty && update.task.group == .standard)
        #expect(update.task.retry == .standard && update.task.schedule == .standard)
    }

    @Test func whatBelongsToAnotherPolicyGoesWithIt() throws {
        let update = try Self.update(Self.daily, #"{"on_missed":"skip"}"#)
        #expect(update.task.schedule.onMissed == .skip)
        #expect(update.task.schedule.maxMissed == SchedulePolicy.standard.maxMissed)
    }

    @Test func tagsAreReplacedAndRetriesMerged() throws {
        let update = try Self.update(Self.daily, #"{"tags":["b","c"],"retry":{"max_attempts":2}}"#)
        #expect(update.task.tags == ["b", "c"])
        #expect(update.task.retry.maxAttempts == 2 && update.task.retry.maxSeconds == 3600)
    }

    // MARK: - The anchor

    @Test(arguments: [
        #"{"recurrence":"daily"}"#, #"{"timezone":"Europe/Berlin"}"#, #"{"recurrence":{"word":"daily"}}"#,
        #"{"run_at":"2026-01-31T08:00:00Z"}"#, #"{"run_at":"2026-06-11T09:00:00.000Z"}"#,
        #"{"recurrence":"daily","timezone":"Europe/Berlin","run_at":"2026-01-31T09:00:00"}"#,
    ])
    func whatIsTheSameChangesNothing(_ patch: String) throws {
        var view = Self.daily.description
        // The next occurrence, said once more, is one: 09:00 in Berlin.
        view = view.replacing("2026-06-11T09:00:00.000Z", with: "2026-06-11T07:00:00.000Z")
        let patch = patch.replacing("2026-06-11T09:00:00.000Z", with: "2026-06-11T07:00:00.000Z")
        #expect(try Self.update(RawJSON(validating: Array(view.utf8)), patch).times == .kept)
    }

    @Test(arguments: [
        (#"{"recurrence":"monthly"}"#, "2026-01-31T08:00:00.000Z"),
        (#"{"recurrence":{"word":"daily","until":"2026-12-31"}}"#, "2026-01-31T08:00:00.000Z"),
        (#"{"recurrence":{"every":"PT3S"}}"#, "2026-01-31T08:00:00.000Z"),
        (#"{"recurrence":{"rrule":"FREQ=WEEKLY;INTERVAL=2"}}"#, "2026-01-31T08:00:00.000Z"),
        (#"{"recurrence":{"cron":"0 * * * *"}}"#, "2026-01-31T08:00:00.000Z"),
        (#"{"timezone":"America/New_York"}"#, "2026-01-31T14:00:00.000Z"),
        (#"{"timezone":"America/New_York","recurrence":{"every":"P2D"}}"#, "2026-01-31T14:00:00.000Z"),
        (#"{"timezone":"America/New_York","recurrence":{"every":"PT7H"}}"#, "2026-01-31T08:00:00.000Z"),
        (#"{"timezone":null}"#, "2026-01-31T09:00:00.000Z"),
    ])
    func theAnchorStays(_ patch: String, _ anchor: String) throws {
        let update = try Self.update(Self.daily, patch)
        #expect(update.times == .changed)
        #expect(update.task.runAt.rfc3339 == anchor)
        #expect(update.task.isAnchored)
    }

    @Test(arguments: [
        (#"{"run_at":"2026-06-12T10:00:00Z"}"#, "2026-06-12T10:00:00.000Z"),
        (#"{"recurrence":{"word":"daily","starts_at":"2026-07-01T10:00:00Z"}}"#, "2026-07-01T10:00:00.000Z"),
        (#"{"in":"PT10M"}"#, "2026-06-10T15:10:00.000Z"),
    ])
    func aTimeThatIsGivenMovesIt(_ patch: String, _ anchor: String) throws {
        let update = try Self.update(Self.daily, patch)
        #expect(update.times == .begun)
        #expect(update.task.runAt.rfc3339 == anchor)
    }

    @Test func aRuleThatHasComeToItsEndIsRefused() throws {
        let problem = try #require(throws: Problem.self) {
            try Self.update(Self.daily, #"{"recurrence":{"word":"daily","count":3}}"#)
        }
        #expect(problem.errors.first?.detail.contains("no occurrence left") == true, "\(problem.errors)")
    }

    @Test func theNextTimesAreShownIfTheyDiffer() async throws {
        let rest = ScriptedAnswers([#"["done"]"#])
        let changed = RawJSON(
            unchecked: Array(
                Self.daily.description.replacing(#""recurrence":"daily""#, with: #""recurrence":"hourly""#).utf8))
        let isChanged = ScriptedAnswers(["no", "yes"])
        let scheduler = StubScheduler { operation in
            if case .change = operation { return .success(RawJSON(unchecked: Array(rest.next().utf8))) }
            return .success(isChanged.next() == "yes" ? changed : Self.daily)
        }
        try await patch(scheduler, #"{"recurrence":"hourly"}"#) { response in
            let body = String(buffer: response.body)
            #expect(body.contains(#""schedule_change":{"before":["2026-06-11T09:00:00.000Z""#), "\(body)")
            #expect(body.contains(#""after":["2026-06-11T09:00:00.000Z","2026-06-11T10:00:00.000Z""#), "\(body)")
        }
    }

    @Test func anotherTimeAlone() throws {
        let update = try Self.update(Self.once, #"{"in":"PT10M"}"#)
        #expect(update.times == .begun && update.task.runAt == Self.now + .seconds(600))
        #expect(update.task.expiresAt?.rfc3339 == "2026-06-12T09:00:00.000Z")
    }

    @Test func withoutRecurrenceWhatOnlyItNeedsGoesToo() throws {
        let update = try Self.update(Self.daily, #"{"recurrence":null}"#)
        #expect(update.times != .kept && update.task.recurrence == nil && update.task.schedule == .standard)
        #expect(update.task.runAt.rfc3339 == "2026-06-11T09:00:00.000Z")
    }

    @Test(arguments: [
        (#"{"action":"x"}"#, "/action"), (#"{"status":"paused"}"#, "/status"), (#"{"payload":null}"#, "/payload"),
        (#"{"payload":{"url":7}}"#, "/payload/url"), (#"{"timeout_seconds":0}"#, "/timeout_seconds"),
        (#"{"expires_at":"2027-01-01T00:00:00Z"}"#, "/expires_at"), (#"{"group":"No"}"#, "/group"),
        (#"{"tags":["a,b"]}"#, "/tags/0"), (#"{"recurrence":{"cron":"x"}}"#, "/recurrence/cron"),
        (#"{"name":"a","name":"b"}"#, "/name"),
    ])
    func whatCannotBeIsRefusedByField(patch: String, pointer: String) throws {
        let problem = try #require(throws: Problem.self) { try Self.update(Self.daily, patch) }
        #expect(problem.status == .unprocessableContent)
        #expect(problem.errors.first?.pointer == pointer, "\(problem.errors)")
    }

    // MARK: - The route

    private func patch(
        _ scheduler: StubScheduler, _ body: String, ifMatch: String? = nil,
        _ check: @escaping @Sendable (TestResponse) throws -> Void
    ) async throws {
        var headers: HTTPFields = [.contentType: "application/merge-patch+json"]
        headers[.ifMatch] = ifMatch
        let fixed = headers
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/tasks/\(Self.id)", method: .patch, headers: fixed, body: ByteBuffer(string: body)
            ) { try check($0) }
        }
    }

    private static func scheduler(_ answers: [String]) -> StubScheduler {
        let rest = ScriptedAnswers(answers)
        return StubScheduler { operation in
            if case .change = operation { return .success(RawJSON(unchecked: Array(rest.next().utf8))) }
            return .success(daily)
        }
    }

    @Test func theNewTaskIsTheAnswer() async throws {
        let scheduler = Self.scheduler([#"["done"]"#])
        try await patch(scheduler, #"{"timeout_seconds":9}"#, ifMatch: "\"2\", \"3\"") { response in
            #expect(response.status == .ok)
            #expect(response.headers[.eTag] == "\"3\"")
        }
        guard case .change(let changes) = scheduler.asked[1], case .update(let update) = changes[0] else {
            Issue.record("no update was asked for: \(scheduler.asked)")
            return
        }
        #expect(update.task.timeoutSeconds == 9 && update.revision == 3)
    }

    @Test(arguments: ["\"2\"", "W/\"3\"", "3"])
    func anotherRevisionIsRefused(_ tag: String) async throws {
        let scheduler = Self.scheduler([])
        try await patch(scheduler, "{}", ifMatch: tag) { #expect($0.status == .preconditionFailed) }
        #expect(scheduler.asked.count == 1)
    }

    @Test func aLostRaceIsRunAgain() async throws {
        let scheduler = Self.scheduler([#"[{"conflict":"changed"}]"#, #"["done"]"#])
        try await patch(scheduler, "{}") { #expect($0.status == .ok) }
        #expect(scheduler.asked.count == 5)
        // As many as meet are through, one after another.
        let many = Array(repeating: #"[{"conflict":"changed"}]"#, count: 50) + [#"["done"]"#]
        try await patch(Self.scheduler(many), "{}") { #expect($0.status == .ok) }
        try await patch(Self.scheduler(Array(repeating: #"[{"conflict":"changed"}]"#, count: 200)), "{}") {
            #expect($0.status == .serviceUnavailable)
            #expect($0.headers[.retryAfter] == "2")
        }
    }

    @Test(arguments: [
        (#"{"payload":{"data":{"x":1,"x":null}}}"#, "/payload/data/x"),
        (#"{"retry":{"a":{"b":1,"\u0062":2}}}"#, "/retry/a/b"),
        (#"{"payload":[{"a":1},{"a":1,"a":1}]}"#, "/payload/1/a"),
        (#"{"timezone":"UTC","timezone":"UTC"}"#, "/timezone"),
    ])
    func membersThatComeTwiceAreRefused(_ body: String, pointer: String) async throws {
        try await patch(Self.scheduler([]), body) { response in
            #expect(response.status == .unprocessableContent)
            let errors = try problem(response)["errors"] as? [[String: String]]
            #expect(errors?.first?["pointer"] == pointer)
            #expect(errors?.first?["detail"] == "is given twice")
        }
    }

    /// A proxy that compresses makes tags weak; the task has not changed.
    @Test(arguments: ["W/\"3\"", "W/\"2\", W/\"3\""])
    func aWeakTagIsTold(_ tag: String) async throws {
        try await patch(Self.scheduler([]), "{}", ifMatch: tag) { response in
            #expect(response.status == .preconditionFailed)
            let detail = try problem(response)["detail"] as? String
            #expect(detail?.contains("weak tag") == true && detail?.contains("without W/") == true)
        }
    }

    @Test func otherMediaTypesAreRefused() async throws {
        try await withAPI(Self.scheduler([])) { client in
            try await client.execute(
                uri: "/tasks/\(Self.id)", method: .patch, headers: [.contentType: "text/plain"],
                body: ByteBuffer(string: "{}")
            ) { #expect($0.status == .unsupportedMediaType) }
        }
    }
}
