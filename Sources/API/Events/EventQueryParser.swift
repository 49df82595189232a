import HTTPTypes
import Hummingbird
import TaskModel

/// Reads where a stream of events begins, and what is to be in it.
enum EventQueryParser {
    static let parameters = ["after", "group", "action", "task_id", "type"]
    /// How many values a parameter may have.
    static let maximumValues = 100

    struct Parsed: Hashable {
        var filter = EventFilter()
        /// The number of the last event that the client knows; nil for all that there are.
        var after: Int64?
    }

    /// - Throws: ``Problem``: 422 where a parameter can't be accepted, 400 where the header can't.
    static func parse(_ parameters: Parameters, lastEventID: String?) throws -> Parsed {
        var parsed = Parsed()
        var reader = QueryReader("a stream of events", known: Self.parameters)
        try reader.read(parameters) { reader, name, value in
            switch name {
            case "after": parsed.after = reader.value(number(value), name, "must be the id of an event, or 0")
            case "group":
                parsed.filter.groups = values(value, name, &reader, TaskGroup.expectation) { TaskGroup($0) }
            case "action":
                parsed.filter.actions = values(value, name, &reader, "must be the name of an action") {
                    ActionName($0)
                }
            case "task_id":
                parsed.filter.taskIDs = values(value, name, &reader, "must be a UUID, as the API gave it") {
                    TaskID($0)
                }
            default:
                let kinds = TaskEvent.Kind.allCases.map(\.rawValue).joined(separator: ", ")
                parsed.filter.types = values(value, name, &reader, "must be one of \(kinds), or several with commas") {
                    TaskEvent.Kind(rawValue: $0)?.rawValue
                }
            }
        }
        // As browsers mean it: an empty one is that of a stream that had no event yet.
        if let lastEventID, !lastEventID.isEmpty {
            guard let id = number(lastEventID) else {
                throw Problem(
                    status: .badRequest, detail: "the header Last-Event-ID is not the id of an event",
                    errors: [FieldError("Last-Event-ID", "must be the id of an event, or 0")])
            }
            parsed.after = id
        }
        return parsed
    }

    /// The greatest number is refused: no event can follow it.
    private static func number(_ text: String) -> Int64? {
        guard text.utf8.allSatisfy({ UInt8(ascii: "0")...UInt8(ascii: "9") ~= $0 }), let number = Int64(text),
            number < .max
        else { return nil }
        return number
    }

    private static func values<Value: Hashable>(
        _ text: String, _ name: String, _ reader: inout QueryReader, _ expectation: String, _ read: (String) -> Value?
    ) -> Set<Value> {
        let words = text.split(separator: ",", omittingEmptySubsequences: false)
        guard words.count <= maximumValues else {
            reader.add(name, "has \(words.count) values, at most \(maximumValues) are allowed")
            return []
        }
        var values: Set<Value> = []
        for word in words {
            guard let value = reader.value(read(String(word)), name, expectation) else { return [] }
            values.insert(value)
        }
        return values
    }
}

extension HTTPField.Name {
    static let lastEventID = HTTPField.Name("Last-Event-ID")!
}
