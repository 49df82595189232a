import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing
import Timekeeping

@testable import API
@testable import Recurrence

/// The document has the parameters, fields, limits, defaults, words and problems of the code.
@Suite struct OpenAPITablesTests {
    private static let id = TaskID(high: 1, low: 2)
    private static let now = Timestamp(milliseconds: 1_780_000_000_000)

    // MARK: - Names

    @Test func everyOperationTakesTheParametersOfTheDocument() async throws {
        try await Self.withStub { client in
            for (name, operation) in try OpenAPIFixture.operations() {
                let parameters = try (operation["parameters"] as? [[String: Any]] ?? []).map(OpenAPIFixture.resolve)
                let described = parameters.filter { $0["in"] as? String == "query" }.compactMap {
                    $0["name"] as? String
                }
                let detail = try await Self.refusal(
                    of: "no_such_parameter", name, query: "?no_such_parameter=1", client)
                let taken = detail?.split(separator: " takes ").last?.split(separator: ", ").map(String.init) ?? []
                #expect(taken.sorted() == described.sorted(), "\(name)")
            }
        }
    }

    /// The API takes the fields that the document has, and names them all if it gets another.
    @Test func everyBodyHasTheFieldsOfTheDocument() async throws {
        let bodies = [
            "POST /tasks": "NewTask", "PUT /tasks/by-name/{name}": "NewTask", "PATCH /tasks/{task_id}": "TaskPatch",
            "POST /tasks/{task_id}/backfill": "BackfillRequest", "POST /dead/redrive": "DeadFilter",
            "PUT /limits/{name}": "NewLimit", "POST /recurrences/preview": "PreviewRequest", "POST /keys": "NewKey",
        ]
        // A batch has several of the first, and a calendar one field.
        let others: Set = ["POST /tasks/batch", "PUT /calendars/{name}"]
        let all = try OpenAPIFixture.operations().filter { $0.value["requestBody"] != nil }.keys
        #expect(Set(all) == others.union(bodies.keys))
        try await Self.withStub { client in
            for (name, schema) in bodies {
                let detail = try await Self.refusal(of: "/no_such_field", name, body: #"{"no_such_field":1}"#, client)
                try Self.expect(detail, has: schema)
            }
        }
        try Self.expect(
            Self.errors("NewTask", "retry", ["no_such_field": 1]).first?.detail, has: "RetryPolicy")
        let rule = ["cron": "0 9 * * *", "no_such_field": 1] as [String: Any]
        try Self.expect(Self.errors("PreviewRequest", "recurrence", rule).first?.detail, has: "RecurrenceRule")
    }

    private static func expect(_ detail: String?, has schema: String) throws {
        let text = try #require(detail, "\(schema)")
        let list = text.replacing(#/^.* (has|are|expected one of) /#, with: "")
        let names = list.split(separator: ", ").map(String.init)
        #expect(try names.sorted() == OpenAPIFixture.properties(schema).keys.sorted(), "\(schema): \(text)")
    }

    /// Sends a request of an operation.
    ///
    /// - Returns: the error about `pointer` in the response; `nil` if there is none.
    private static func refusal(
        of pointer: String, _ name: String, query: String = "", body: String? = nil, _ client: any TestClientProtocol
    ) async throws -> String? {
        let words = name.split(separator: " ").map(String.init)
        let path = words[1].replacing("{task_id}", with: "\(id)").replacing("{run_id}", with: "\(id)")
            .replacing("{id}", with: "\(id)").replacing("{group}", with: "a")
            .replacing("{name}", with: words[1].hasPrefix("/limits") ? "group:a" : "a")
        let method = try #require(HTTPRequest.Method(words[0]))
        // Events have no end.
        let isRead = method == .get && words[1] == "/events"
        return try await client.execute(
            uri: path + query, method: isRead ? .head : method, body: body.map { ByteBuffer(string: $0) }
        ) { response in
            if isRead { return response.status == .unprocessableContent ? eventParameters() : nil }
            let object = try? JSONSerialization.jsonObject(with: Data(response.body.readableBytesView))
            let errors = (object as? [String: Any])?["errors"] as? [[String: Any]] ?? []
            return errors.first { $0["pointer"] as? String == pointer }?["detail"] as? String
        }
    }

    private static func eventParameters() -> String {
        " takes \(EventQueryParser.parameters.joined(separator: ", "))"
    }

    private static func withStub(_ body: @escaping @Sendable (any TestClientProtocol) async throws -> Void) async throws
    {
        try await withAPI(StubScheduler { _ in .success(RawJSON("{}")) }, body)
    }

    // MARK: - Values

    /// The schemas of requests, and for each the body in which values of its fields are tried.
    private static let bases: [String: String] = [
        "NewTask": #"{"action":"a","payload":1,"recurrence":{"cron":"0 9 * * *"},"on_missed":"all"}"#,
        "RetryPolicy": #"{"max_seconds":86400}"#,
        "WebhookPayload": #"{"url":"http://localhost/"}"#,
        "MessagePayload": #"{"channel":"a","body":1}"#,
        "NewLimit": "{}",
        "NewKey": #"{"name":"a","scopes":["tasks:read"]}"#,
        "DeadFilter": "{}",
        "BackfillRequest": #"{"from":"2020-01-01T00:00:00Z"}"#,
        "PreviewRequest": #"{"recurrence":"daily"}"#,
        "RecurrenceRule": #"{"rrule":"FREQ=DAILY","shift":"next_working_day"}"#,
    ]

    private static let forms = ["cron", "rrule", "systemd", "at", "any_of"]

    /// Returns the errors at a field or under it, if it has a value.
    private static func errors(_ schema: String, _ field: String, _ value: Any) throws -> [FieldError] {
        do {
            _ = try parse(schema, [field: value])
            return []
        } catch let problem as Problem {
            let prefix = ["RetryPolicy": "/retry", "RecurrenceRule": "/recurrence"][schema]
            let pointer = (prefix ?? (schema.hasSuffix("Payload") ? "/payload" : "")) + "/" + field
            return problem.errors.filter { $0.pointer == pointer || $0.pointer.hasPrefix(pointer + "/") }
        }
    }

    /// Parses a body with some fields, and describes the result.
    private static func parse(_ schema: String, _ fields: [String: Any]) throws -> String {
        let base = try JSONSerialization.jsonObject(with: Data(try #require(bases[schema], "\(schema)").utf8))
        var object = try #require(base as? [String: Any])
        // A rule has one form.
        if schema == "RecurrenceRule", !Set(forms).isDisjoint(with: fields.keys) { object["rrule"] = nil }
        if fields["day_match"] != nil { (object["rrule"], object["cron"]) = (nil, "0 9 13 * FRI") }
        object.merge(fields) { $1 }
        switch schema {
        case "RetryPolicy":
            // A list of delays excludes the others.
            if fields["schedule_seconds"] != nil { object["max_seconds"] = nil }
            return try parse("NewTask", ["retry": object])
        case "WebhookPayload":
            _ = try parse("NewTask", ["action": "webhook", "payload": object])
            return "\(try WebhookPayload(RawJSON(unchecked: OpenAPIFixture.bytes(object))))"
        case "MessagePayload": return try parse("NewTask", ["action": "message", "payload": object])
        case "RecurrenceRule": return try parse("PreviewRequest", ["recurrence": object])
        default: break
        }
        let body = try OpenAPIFixture.bytes(object)
        switch schema {
        case "NewTask": return "\(try TaskParser.parse(body, id: id, now: now))"
        case "NewLimit":
            return "\(try LimitParser.parse(body, name: try #require(LimitName("host:a")), now: now))"
        case "NewKey":
            return "\(try AccessKeyParser.parse(body, id: AccessKeyID(high: 1, low: 2), hash: "", now: now))"
        case "DeadFilter": return "\(try DeadFilterParser.parse(body))"
        case "BackfillRequest": return "\(try BackfillParser.parse(body, now: now))"
        default: return "\(try PreviewParser.parse(body, now: now).json)"
        }
    }

    /// A value at a limit is accepted, and a value beyond it is refused.
    @Test(arguments: bases.keys.sorted())
    func theLimitsAreThoseOfTheParser(_ schema: String) throws {
        for (name, property) in try OpenAPIFixture.properties(schema) {
            let rule = try OpenAPIFixture.resolve(property)
            for (limit, value, isAllowed) in try Self.probes(rule, name) {
                let errors = try Self.errors(schema, name, value)
                #expect(errors.isEmpty == isAllowed, "\(schema).\(name): \(limit): \(errors)")
            }
        }
    }

    /// Values at the limits of a schema and just beyond them, and whether they are allowed.
    private static func probes(_ rule: [String: Any], _ name: String) throws -> [(String, Any, Bool)] {
        var probes: [(String, Any, Bool)] = []
        let isWhole = (rule["type"] as? String ?? (rule["type"] as? [String])?.first) == "integer"
        for (limit, step) in [("minimum", -1.0), ("maximum", 1.0)] {
            guard let bound = (rule[limit] as? NSNumber)?.doubleValue else { continue }
            let beyond = isWhole ? bound + step : bound + step * max(abs(bound), 0.001) / 1000
            probes.append((limit, isWhole ? Int(bound) : bound, true))
            probes.append((limit, isWhole ? Int(beyond) : beyond, false))
        }
        for (limit, step) in [("minLength", -1), ("maxLength", 1)] {
            guard let bound = rule[limit] as? Int else { continue }
            probes.append((limit, Self.text(bound + step, rule), false))
            // Other rules than that of the length decide about these.
            if forms.contains(name) || name == "timezone" { continue }
            probes.append((limit, Self.text(bound, rule), true))
        }
        for (limit, step) in [("minItems", -1), ("maxItems", 1)] {
            guard let bound = rule[limit] as? Int, bound > 0 else { continue }
            probes.append((limit, try Self.list(bound, name), true))
            probes.append((limit, try Self.list(bound + step, name), false))
        }
        return probes
    }

    private static func text(_ length: Int, _ rule: [String: Any]) -> String {
        let start = rule["pattern"] as? String == nil ? "" : "http://a/"
        return start + String(repeating: "a", count: length - start.count)
    }

    private static func list(_ count: Int, _ name: String) throws -> [Any] {
        switch name {
        case "scopes": Array((AccessScope.allCases.map(\.rawValue) + ["tasks:read"]).prefix(count))
        case "schedule_seconds": Array(repeating: 1, count: count)
        case "at", "except":
            (0..<count).map { "\(2030 + $0 / 300)-\(Self.two($0 / 25 % 12 + 1))-\(Self.two($0 % 25 + 1))T09:00:00Z" }
        case "any_of": Array(repeating: "daily", count: count)
        default: (0..<count).map { "t\($0)" }
        }
    }

    private static func two(_ number: Int) -> String { number < 10 ? "0\(number)" : "\(number)" }

    /// A field with its default has the same meaning as a missing field.
    @Test(arguments: bases.keys.sorted())
    func theDefaultsAreThoseOfTheParser(_ schema: String) throws {
        for (name, property) in try OpenAPIFixture.properties(schema) {
            guard let standard = property["default"] else { continue }
            var without: [String: Any] = [:]
            var with = [name: standard]
            if schema == "NewTask", name == "on_missed" {
                (without, with["max_missed"]) = (["on_missed": "latest"], nil)
            }
            if schema == "RetryPolicy", name == "max_seconds" {
                // The base gives another.
                #expect(try Self.parse("NewTask", ["retry": with]) == Self.parse("NewTask", [:]))
                continue
            }
            if name == "day_match" { without = ["cron": "0 9 13 * FRI"] }
            #expect(try Self.parse(schema, with) == Self.parse(schema, without), "\(schema).\(name)")
        }
    }

    // MARK: - Lists of words

    @Test func theWordsAreTheCasesOfTheTypes() throws {
        let statuses = TaskStatus.allCases.map(\.name)
        let lists: [String: [String]] = [
            "sort": TaskOrder.Key.allCases.map(\.rawValue), "order": ["asc", "desc"], "TaskStatus": statuses,
            "Scope": AccessScope.allCases.map(\.rawValue),
            "on_missed": SchedulePolicy.OnMissed.allCases.map(\.rawValue),
            "overlap": SchedulePolicy.Overlap.allCases.map(\.rawValue),
            "on_failure": SchedulePolicy.OnFailure.allCases.map(\.rawValue),
            "backoff": RetryPolicy.Backoff.allCases.map(\.rawValue),
            "jitter": RetryPolicy.Jitter.allCases.map(\.rawValue),
            "late_reason": LateReason.allCases.map(\.rawValue), "RunState": RunState.allCases.map(\.name),
            "queue": ["found", "missing", "unknown"], "EventType": TaskEvent.Kind.allCases.map(\.rawValue),
            "state": ["dry_run"] + Backfill.State.allCases.map(\.name),
            "RecurrenceWord": Recurrence.Frequency.allCases.map(\.rawValue),
            "dst_gap": GapPolicy.allCases.map(\.rawValue), "dst_overlap": ClockOverlap.allCases.map(\.rawValue),
            "month_end": RecurrenceRule.MonthEnd.allCases.map(\.rawValue),
            "shift": WorkingDayShift.allCases.map(\.rawValue), "day_match": try Self.dayMatches(),
            "notes": Occurrence.Note.allCases.map(\.rawValue),
        ]
        var seen: Set<String> = []
        try OpenAPIFixture.walk(try OpenAPIFixture.document()) { schema, path in
            guard let words = schema["enum"] as? [Any] else { return }
            // The texts of answers are compared below.
            guard let name = path.last(where: { !["items", "schema"].contains($0) }), name != "message" else { return }
            let key = Int(name) == nil ? name : try Self.parameter(path)
            seen.insert(key)
            let expected = try #require(lists[key], "\(path.joined(separator: "/")) is not compared with a type")
            #expect(words.compactMap { $0 as? String }.sorted() == expected.sorted(), "\(path.joined(separator: "/"))")
        }
        #expect(seen == Set(lists.keys))
    }

    /// The name of the parameter that a path leads to.
    private static func parameter(_ path: [String]) throws -> String {
        let number = try #require(path.lastIndex { Int($0) != nil })
        var node: Any = try OpenAPIFixture.document()
        for part in path[...number] {
            node = try #require((node as? [String: Any])?[part] ?? (node as? [Any])?[Int(part) ?? 0])
        }
        return try #require((node as? [String: Any])?["name"] as? String)
    }

    private static func dayMatches() throws -> [String] {
        let detail = try #require(try errors("RecurrenceRule", "day_match", "no").first?.detail)
        return detail.replacing("must be one of ", with: "").split(separator: ", ").map(String.init)
    }

    /// Texts that are always the same.
    @Test func theMessagesAreThoseThatAreSent() throws {
        let run = RunID(high: 1, low: 2)
        let sent = [
            ResponseJSON.created(Self.id), ResponseJSON.replaced(Self.id), ResponseJSON.unchanged(Self.id),
            ResponseJSON.redriven(Self.id), ResponseJSON.queued(run), ResponseJSON.deleted, ResponseJSON.paused,
            ResponseJSON.resumed, ResponseJSON.cancelled([]), ResponseJSON.cancelled([run]), ResponseJSON.limitDeleted,
            ResponseJSON.discarded, ResponseJSON.revoked, ResponseJSON.calendarDeleted, ResponseJSON.backfillCancelled,
        ].map(\.description)
        var described: [String] = []
        try OpenAPIFixture.walk(try OpenAPIFixture.document()) { schema, path in
            guard path.suffix(2) == ["properties", "message"] else { return }
            described += schema["enum"] as? [String] ?? (schema["const"] as? String).map { [$0] } ?? []
        }
        #expect(described.count == sent.count)
        for text in described { #expect(sent.contains { $0.contains("\"\(text)\"") }, "\(text)") }
    }

    // MARK: - Patterns

    /// Texts that both the pattern and the parser accept, and texts that neither accepts.
    @Test(arguments: [
        ("TaskName", ["nightly", "a.b_c-1", "Übung"], ["", "a b", "a,b", "a/b", String(repeating: "a", count: 129)]),
        ("GroupName", ["default", "a.b_c-1", "gruppe"], ["", "A", ".a", "a/b", String(repeating: "a", count: 64)]),
        ("ActionName", ["webhook", "a.B_c-1"], ["", "a b", "ü", String(repeating: "a", count: 65)]),
        ("CalendarName", ["holidays", "a.b_c-1"], ["", "a b", "a/b", String(repeating: "a", count: 101)]),
        (
            "LimitName", ["group:a", "host:a.example", "host:[::1]:80"],
            ["", "a", "group:", "group:A", "host:", "host:a/b"]
        ),
        ("ID", ["01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"], ["", "1", "01a20a30f7b07dd197e81adbb7ab78c9"]),
        (
            "Time", ["2030-06-10T15:00:00Z", "2030-06-10t15:00+02:00"],
            ["", "2030-06-10T15:00:00", "2030-06-10", "15:00"]
        ),
        ("Duration", ["PT10M", "P1DT1,5H", "p1w"], ["", "P", "PT", "10M", "1"]),
        ("url", ["http://a/", "HTTPS://a.example?x"], ["", "a", "ftp://a/", "http:///a", "http://u@a/"]),
    ])
    func aPatternTakesWhatTheParserTakes(_ name: String, _ good: [String], _ bad: [String]) throws {
        let schema =
            try name == "url"
            ? OpenAPIFixture.properties("WebhookPayload")["url"] : OpenAPIFixture.components("schemas")[name]
        let pattern = try NSRegularExpression(pattern: try #require(schema?["pattern"] as? String))
        for (text, isGood) in good.map({ ($0, true) }) + bad.map({ ($0, false) }) {
            let matches = pattern.firstMatch(in: text, range: NSRange(text.startIndex..., in: text)) != nil
            #expect(matches == isGood, "the pattern of \(name): \(text)")
            #expect(try Self.accepts(name, text) == isGood, "the parser of \(name): \(text)")
        }
    }

    private static func accepts(_ name: String, _ text: String) throws -> Bool {
        switch name {
        case "TaskName": TaskName(text) != nil
        case "GroupName": TaskGroup(text) != nil
        case "ActionName": ActionName(text) != nil
        case "CalendarName": CalendarName(text) != nil
        case "LimitName": LimitName(text) != nil
        case "ID": TaskID(text) != nil
        case "Time": (try? TimeField.resolve(text, in: nil, pointer: "")) != nil
        case "Duration": try errors("NewTask", "in", text).isEmpty
        default: try errors("WebhookPayload", name, text).isEmpty
        }
    }

    // MARK: - Problems

    /// The statuses of all problems, except that of a method that a path does not have, which no operation can get.
    private static let statuses: [HTTPResponse.Status] = [
        .badRequest, .unauthorized, .forbidden, .notFound, .requestTimeout, .conflict, .preconditionFailed,
        .contentTooLarge, .unsupportedMediaType, .expectationFailed, .unprocessableContent, .tooManyRequests,
        .requestHeaderFieldsTooLarge, .internalServerError, .serviceUnavailable,
        .init(code: 507, reasonPhrase: "Insufficient Storage"),
    ]

    /// The example of a problem is what the API writes for that status.
    @Test func theProblemsAreWrittenAsInTheDocument() throws {
        let responses = try OpenAPIFixture.components("responses")
        #expect(responses.count == Self.statuses.count)
        for (name, response) in responses {
            let content = try #require(response["content"] as? [String: [String: Any]])
            #expect(Array(content.keys) == [Problem.mediaType])
            let example = try #require(content[Problem.mediaType]?["example"] as? [String: Any])
            let code = try #require(example["status"] as? Int)
            let headers = response["headers"] as? [String: Any] ?? [:]
            let status = try #require(Self.statuses.first { $0.code == code }, "\(name)")
            var problem = Problem(status: status, detail: try #require(example["detail"] as? String))
            problem.errors = (example["errors"] as? [[String: Any]] ?? []).map {
                FieldError($0["pointer"] as? String ?? "", $0["detail"] as? String ?? "", column: $0["column"] as? Int)
            }
            let instance = try #require(example["instance"] as? String)
            let request = instance.replacing("urn:carillon:request:", with: "")
            let written = try JSONSerialization.jsonObject(with: Data(problem.body(requestID: request)))
            #expect(written as? NSDictionary == example as NSDictionary, "\(name)")
            #expect(problem.status.reasonPhrase.filter { $0 != " " } == name)
            #expect((headers["WWW-Authenticate"] != nil) == (problem.fields[.wwwAuthenticate] != nil), "\(name)")
        }
    }

    @Test func everyOperationHasTheProblemsOfAllRequests() throws {
        for (name, operation) in try OpenAPIFixture.operations() {
            let responses = try #require(operation["responses"] as? [String: [String: Any]])
            #expect(responses["400"] != nil && responses["417"] != nil, "\(name)")
            let isRead = name.hasPrefix("GET ")
            #expect(isRead || responses["408"] != nil, "\(name)")
            let isOpen = operation["security"] != nil
            #expect(
                isOpen || (responses["401"] != nil && responses["403"] != nil && responses["429"] != nil), "\(name)")
            for (code, response) in responses where code >= "400" {
                let problem = try OpenAPIFixture.resolve(response)
                let content = problem["content"] as? [String: [String: Any]]
                let status = (content?[Problem.mediaType]?["example"] as? [String: Any])?["status"] as? Int
                #expect(status == Int(code), "\(name): \(code)")
            }
            let sends = responses.filter { $0.key < "300" }
            for (code, response) in sends where !isOpen {
                let headers = response["headers"] as? [String: Any] ?? [:]
                #expect(headers["RateLimit"] != nil && headers["RateLimit-Policy"] != nil, "\(name): \(code)")
            }
        }
    }
}
