import Hummingbird
import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// The routes under `/recurrences`. They store nothing, and ask the scheduler only for the calendars that a rule names.
struct RecurrenceRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    /// The zone of previews that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.post("/recurrences/preview", use: preview)
    }

    @Sendable private func preview(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let body = try await RequestReading.json(of: request)
        let calendars = try await scheduler.calendars(in: body, context.access)
        return .json(
            try PreviewParser.parse(body, now: clock.now(), zone: zone, calendars: calendars).json, status: .ok)
    }
}

/// Parses the body of `POST /recurrences/preview`.
struct PreviewParser {
    static let limitRange = 1...1000
    private static let defaultLimit = 10

    private var fields = FieldReader("a preview", known: TimingParser.known + ["after", "limit", "task_id"])
    private var timing: TimingParser
    private var after: String?
    private var limit: Int?
    private var taskID: TaskID?

    private init(timing: TimingParser) {
        self.timing = timing
    }

    /// - Parameter zone: the zone of times and rules that name none.
    static func parse(
        _ body: [UInt8], now: Timestamp, zone: Zone? = nil, calendars: CalendarBook = CalendarBook()
    ) throws -> RecurrencePreview {
        var parser = PreviewParser(timing: TimingParser(standardZone: zone))
        parser.timing.calendars = calendars
        return try parser.parse(body, now: now)
    }

    private mutating func parse(_ body: [UInt8], now: Timestamp) throws -> RecurrencePreview {
        try fields.read(body) { fields, reader, name in
            switch name {
            case "after": after = try fields.string(&reader, "/after")
            case "limit": limit = try fields.int(&reader, "/limit", in: Self.limitRange)
            case "task_id":
                guard let text = try fields.string(&reader, "/task_id") else { return }
                taskID = TaskID(text)
                if taskID == nil { fields.add("/task_id", "must be a UUID, as the API returned it") }
            default:
                if try !timing.read(name, &fields, &reader) { try reader.skipValue() }
            }
        }
        fields.require(["recurrence"])
        if fields.isPresent("recurrence"), timing.recurrence == nil, !fields.hasError(under: "/recurrence") {
            fields.add("/recurrence", "must not be null")
        }
        let instant = resolveAfter(now: now)
        let beginning = timing.beginning(&fields, now: instant ?? now, anyRecurrence: true)
        guard fields.errors.isEmpty, let beginning, let instant, let rule = timing.recurrence else {
            throw Problem.invalid(fields.errors)
        }
        do {
            return try RecurrencePreview(
                rule, beginning, seed: taskID.map(TaskDefinition.seed) ?? 0, after: instant,
                limit: limit ?? Self.defaultLimit, calendars: timing.calendars)
        } catch {
            fields.add(error)
            throw Problem.invalid(fields.errors)
        }
    }

    private mutating func resolveAfter(now: Timestamp) -> Timestamp? {
        guard fields.isPresent("after") else { return now }
        guard let after else { return nil }
        do {
            return try TimeField.resolve(after, in: timing.zoneOfTimes, pointer: "/after").instant
        } catch {
            fields.add(error)
            return nil
        }
    }
}

/// The next occurrences of a recurrence, without a task.
struct RecurrencePreview {
    private let recurrence: Recurrence
    private let occurrences: [Occurrence]
    /// The zone of the local times in the response.
    private let zone: Zone

    /// - Throws: ``RecurrenceError`` if the rule is malformed, never occurs, or takes too long to search.
    init(
        _ rule: RecurrenceRule, _ timing: Timing, seed: UInt64, after: Timestamp, limit: Int,
        calendars: CalendarBook = CalendarBook()
    ) throws(RecurrenceError) {
        let accepted = try rule.accepted(
            anchor: timing.anchor, localAnchor: timing.skippedLocal, zone: timing.zone, seed: seed,
            after: timing.anchor - .milliseconds(1), countsAnchor: timing.isAnchored,
            calendars: calendars)
        zone = rule.zone ?? timing.zone
        recurrence = try Recurrence(
            accepted.rule, anchor: timing.anchor, localAnchor: timing.skippedLocal, zone: timing.zone, seed: seed,
            calendars: calendars)
        occurrences = try recurrence.occurrences(after: after, limit: limit)
    }

    var json: RawJSON {
        let bytes = JSONWriter.object(capacity: 128 + 128 * occurrences.count) { json in
            json.field("description", recurrence.description)
            json.array("occurrences") { json in
                for occurrence in occurrences {
                    json.object { json in
                        json.field("at", occurrence.at.rfc3339)
                        json.field("local", occurrence.at.rfc3339(in: zone))
                        if let from = occurrence.movedFrom {
                            json.field("moved_from", String(from.description.prefix(19)))
                        }
                        json.array("notes") { json in
                            for note in occurrence.notes { json.string(note.rawValue) }
                        }
                    }
                }
            }
        }
        return RawJSON(unchecked: bytes)
    }
}
