import JSON
import Recurrence
import TaskModel
import Timekeeping

/// Turns the body of `POST /recurrences/preview` into a question, or says of each field what is wrong with it.
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

    /// - Parameter zone: of what names none.
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
                if taskID == nil { fields.add("/task_id", "must be a UUID, as the API gave it") }
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
