import JSON
import Messages
import Recurrence
import TaskModel

/// Finds the names of calendars in a body. The API stores no calendars, so it fetches them from the scheduler before it
/// parses the rules.
enum CalendarMentions {
    /// How many calendars are fetched at once.
    private static let step = 16

    /// - Parameters:
    ///   - body: the body of a request: an object with `recurrence`, or a list of such objects.
    ///   - isLines: whether the body has one object per line.
    /// - Returns: the names, wherever they occur in a recurrence.
    static func names(in body: some Collection<UInt8>, isLines: Bool = false) -> Set<CalendarName> {
        var names: Set<CalendarName> = []
        // Most bodies mention no calendar, and are not parsed.
        guard body.withContiguousStorageIfAvailable(mayMention) ?? Array(body).withUnsafeBufferPointer(mayMention)
        else { return [] }
        guard isLines else {
            // The parser reports malformed JSON later.
            try? collect(Array(body), &names)
            return names
        }
        for line in body.split(separator: UInt8(ascii: "\n")) { try? collect(Array(line), &names) }
        return names
    }

    private static let word = Array("calendar".utf8)

    /// Whether the bytes contain the word, or may contain it in escaped form. Runs for each request, so it works on
    /// contiguous bytes: a search in a generic collection takes a quarter of the API's time.
    private static func mayMention(_ bytes: UnsafeBufferPointer<UInt8>) -> Bool {
        for (index, byte) in bytes.enumerated() {
            if byte == UInt8(ascii: "\\") { return true }
            if byte == word[0], bytes[index...].starts(with: word) { return true }
        }
        return false
    }

    private static func collect(_ json: [UInt8], _ names: inout Set<CalendarName>) throws {
        var reader = try JSONReader(json)
        if try reader.peek() == .array {
            try reader.readArray { try collectRecurrence(&$0, &names) }
        } else {
            try collectRecurrence(&reader, &names)
        }
    }

    private static func collectRecurrence(_ reader: inout JSONReader, _ names: inout Set<CalendarName>) throws {
        guard try reader.peek() == .object else { return try reader.skipValue() }
        try reader.readObject { reader, name in
            if name == "recurrence" { try walk(&reader, &names) } else { try reader.skipValue() }
        }
    }

    private static func walk(_ reader: inout JSONReader, _ names: inout Set<CalendarName>) throws {
        switch try reader.peek() {
        case .object:
            try reader.readObject { reader, name in
                guard name == "calendar" else { return try walk(&reader, &names) }
                if try reader.peek() == .array { return try collectNames(&reader, &names) }
                guard try reader.peek() == .string else { return try walk(&reader, &names) }
                if let name = CalendarName(try reader.readString()) { names.insert(name) }
            }
        case .array: try reader.readArray { try walk(&$0, &names) }
        default: try reader.skipValue()
        }
    }

    /// Reads a list of names, as `working_days` may have.
    private static func collectNames(_ reader: inout JSONReader, _ names: inout Set<CalendarName>) throws {
        try reader.readArray { reader in
            guard try reader.peek() == .string else { return try reader.skipValue() }
            if let name = CalendarName(try reader.readString()) { names.insert(name) }
        }
    }

    fileprivate static func steps(_ names: Set<CalendarName>) -> [Set<CalendarName>] {
        var rest = names.sorted()[...]
        var steps: [Set<CalendarName>] = []
        while !rest.isEmpty {
            steps.append(Set(rest.prefix(step)))
            rest = rest.dropFirst(step)
        }
        return steps
    }
}

extension SchedulerClient {
    /// Fetches the calendars that the recurrences in a body name. Leaves out those that do not exist.
    func calendars(
        in body: some Collection<UInt8>, isLines: Bool = false, _ access: Access
    ) async throws -> CalendarBook {
        var book = CalendarBook()
        for names in CalendarMentions.steps(CalendarMentions.names(in: body, isLines: isLines)) {
            let definitions = try CalendarDefinition.decode(try await read(.calendarDefinitions(names), access))
            for definition in definitions { book[definition.name] = try definition.calendar() }
        }
        return book
    }
}
