import JSON
import Timekeeping

/// Reads the values of fields.
extension RecurrenceRule.RuleFields {
    func expect(_ kind: JSONReader.Kind, _ reader: inout JSONReader, _ pointer: String) throws {
        let found = try reader.peek()
        guard found == kind else {
            throw RecurrenceError("must be \(kind.rawValue), not \(found.rawValue)", at: pointer)
        }
    }

    func string(_ reader: inout JSONReader, _ pointer: String) throws -> String {
        try expect(.string, &reader, pointer)
        return try reader.readString()
    }

    func int(_ reader: inout JSONReader, _ pointer: String, _ range: ClosedRange<Int>) throws -> Int {
        try expect(.number, &reader, pointer)
        guard let value = Int(try reader.readRaw().description), range.contains(value) else {
            throw RecurrenceError(
                "must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: pointer)
        }
        return value
    }

    func word<Word: RawRepresentable & CaseIterable>(
        _ reader: inout JSONReader, _ pointer: String, _: Word.Type
    ) throws -> Word where Word.RawValue == String {
        let text = try string(&reader, pointer)
        guard let word = Word(rawValue: text) else {
            throw RecurrenceError(
                "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", at: pointer)
        }
        return word
    }

    func list<Value>(
        _ reader: inout JSONReader, _ pointer: String, _ limit: Int,
        _ element: (inout JSONReader, String) throws -> Value
    ) throws -> [Value] {
        try expect(.array, &reader, pointer)
        var values: [Value] = []
        try reader.readArray { reader in
            guard values.count < limit else { throw RecurrenceError("has at most \(limit) elements", at: pointer) }
            values.append(try element(&reader, "\(pointer)/\(values.count)"))
        }
        guard !values.isEmpty else { throw RecurrenceError("must not be empty", at: pointer) }
        return values
    }

    func workingDays(_ reader: inout JSONReader, _ pointer: String) throws -> WorkingDayOptions {
        try expect(.object, &reader, pointer)
        var options = WorkingDayOptions()
        var seen: Set<String> = []
        try reader.readObject { reader, name in
            let here = JSONPointer.joining(pointer, name)
            guard seen.insert(name).inserted else { throw RecurrenceError("is given twice", at: here) }
            switch name {
            case "calendar" where try reader.peek() == .array:
                options.calendars = try list(&reader, here, WorkingDayOptions.maximumCalendars) {
                    try calendarName(&$0, $1)
                }
            case "calendar": options.calendars = [try calendarName(&reader, here)]
            case "weekend": options.weekend = try weekend(&reader, here)
            default: throw RecurrenceError("is not a field: expected calendar or weekend", at: here)
            }
        }
        return options
    }

    func calendarName(_ reader: inout JSONReader, _ pointer: String) throws -> CalendarName {
        guard let name = CalendarName(try string(&reader, pointer)) else {
            throw RecurrenceError(CalendarName.expectation, at: pointer)
        }
        return name
    }

    /// Reads a list of days of the week; an empty list means that there is no weekend.
    func weekend(_ reader: inout JSONReader, _ pointer: String) throws -> BitMask {
        try expect(.array, &reader, pointer)
        var days = BitMask()
        var index = 0
        try reader.readArray { reader in
            guard let day = WorkingDayOptions.weekday(named: try string(&reader, "\(pointer)/\(index)")) else {
                throw RecurrenceError("must be a day of the week, such as SAT", at: "\(pointer)/\(index)")
            }
            days.insert(day)
            index += 1
        }
        guard days.count < 7 else { throw RecurrenceError("must leave at least one working day", at: pointer) }
        return days
    }

    func exceptions(_ reader: inout JSONReader, _ pointer: String, _ limit: Int) throws -> [RecurrenceRule.Exception] {
        try list(&reader, pointer, limit) { try exception(&$0, $1) }
    }

    /// Reads an exception: a text, an object with `from` and `to`, an object with the name of a calendar, or a
    /// rule.
    func exception(_ reader: inout JSONReader, _ pointer: String) throws -> RecurrenceRule.Exception {
        if try reader.peek() == .string {
            let text = try reader.readString()
            if let frequency = Recurrence.Frequency(rawValue: text) { return .rule(RecurrenceRule(frequency)) }
            return .time(text)
        }
        // Its fields decide whether it is a span or a rule.
        let raw = try reader.readRaw()
        var span: [String: String] = [:]
        var isSpan = false
        var calendar: String?
        var isAlone = true
        var inner = try JSONReader(raw.bytes)
        if try inner.peek() == .object {
            try inner.readObject { reader, name in
                if name == "calendar", try reader.peek() == .string {
                    calendar = try reader.readString()
                    return
                }
                isAlone = false
                guard name == "from" || name == "to" else { return try reader.skipValue() }
                isSpan = true
                span[name] = try string(&reader, "\(pointer)/\(name)")
            }
        }
        if let calendar {
            guard isAlone else {
                throw RecurrenceError("the name of a calendar can't be combined with other fields", at: pointer)
            }
            guard let name = CalendarName(calendar) else {
                throw RecurrenceError(CalendarName.expectation, at: pointer + "/calendar")
            }
            return .calendar(name)
        }
        guard isSpan else {
            inner = try JSONReader(raw.bytes)
            return .rule(
                try RecurrenceRule(reading: &inner, isStored: isStored, pointer: pointer, depth: depth + 1))
        }
        guard let from = span["from"], let to = span["to"] else {
            throw RecurrenceError("needs both from and to", at: pointer)
        }
        return .span(from: from, to: to)
    }
}
