import HTTPTypes
import JSON
import Messages
import Recurrence
import TaskModel
import Timekeeping

/// Several tasks in one request: read one by one, each with its own faults.
struct TaskBatch {
    static let maximumCount = 1000
    /// The largest body that is taken, in bytes.
    static let maximumBodyBytes = 4 * 1024 * 1024

    enum Entry {
        case task(TaskDefinition)
        case invalid(Problem)

        var task: TaskDefinition? {
            guard case .task(let task) = self else { return nil }
            return task
        }
    }

    private(set) var entries: [Entry] = []

    /// - Parameters:
    ///   - isLines: whether the body has a task a line (NDJSON) and is no JSON array.
    ///   - zone: of tasks that name none.
    ///   - calendars: those that recurrences name.
    ///   - newID: makes the id of each.
    /// - Throws: ``Problem``: 400 where the body can't be taken apart, 413 where it has too many.
    init(
        _ body: [UInt8], isLines: Bool, access: Access, now: Timestamp, zone: Zone? = nil,
        calendars: CalendarBook = CalendarBook(), newID: () -> TaskID
    ) throws {
        for text in try isLines ? Self.lines(body) : Self.elements(body) {
            entries.append(
                try Self.entry(
                    text, at: entries.count, access: access, id: newID(), now: now, zone: zone, calendars: calendars))
        }
        if entries.isEmpty { throw Problem.malformed("the body has no tasks") }
    }

    private static func entry(
        _ text: [UInt8], at index: Int, access: Access, id: TaskID, now: Timestamp, zone: Zone?, calendars: CalendarBook
    ) throws -> Entry {
        guard text.count <= RequestReading.maximumBodyBytes else {
            let limit = "is larger than \(RequestReading.maximumBodyBytes) bytes"
            return .invalid(
                Problem(status: .contentTooLarge, detail: "the task \(limit)", errors: [FieldError("/\(index)", limit)])
            )
        }
        do {
            let task = try TaskParser.parse(text, id: id, now: now, zone: zone, calendars: calendars)
            try access.require(task.group)
            return .task(task)
        } catch var problem as Problem {
            problem.errors = problem.errors.map { error in
                var error = error
                error.pointer = "/\(index)" + error.pointer
                return error
            }
            if problem.errors.isEmpty { problem.errors = [FieldError("/\(index)", problem.detail)] }
            return .invalid(problem)
        }
    }

    private static func elements(_ body: [UInt8]) throws -> [[UInt8]] {
        var texts: [[UInt8]] = []
        do {
            var reader = try JSONReader(body)
            guard try reader.peek() == .array else {
                throw Problem.malformed(
                    "the body must be a JSON array of tasks; one a line needs Content-Type: application/x-ndjson")
            }
            try reader.readArray { reader in
                guard texts.count < maximumCount else { throw tooMany }
                texts.append(try reader.readRaw().bytes)
            }
            try reader.finish()
        } catch let error as JSONError {
            throw Problem.malformed("the body is not valid JSON: \(error)")
        }
        return texts
    }

    private static func lines(_ body: [UInt8]) throws -> [[UInt8]] {
        let white = [UInt8(ascii: " "), UInt8(ascii: "\t"), UInt8(ascii: "\r")]
        let lines = body.split(separator: UInt8(ascii: "\n")).filter { line in !line.allSatisfy(white.contains) }
        guard lines.count <= maximumCount else { throw tooMany }
        return lines.map(Array.init)
    }

    private static let tooMany = Problem(
        status: .contentTooLarge, detail: "a batch has at most \(maximumCount) tasks: send the rest in another")
}
