public import JSON
import Timekeeping

extension RecurrenceRule {
    /// How deep rules may be in rules.
    private static let maximumDepth = 3
    static let maximumMembers = 16
    private static let maximumTimes = 1000
    static let jitterRange = 0...86_400
    static let countRange = 1...10_000

    private static let forms = ["cron", "every", "rrule", "systemd", "calendar", "at", "any_of"]
    private static let expected: String = {
        let words = Recurrence.Frequency.allCases.map(\.rawValue).joined(separator: ", ")
        return "must be one of \(words), or an object with one of \(forms.joined(separator: ", "))"
    }()
    private static let options = [
        "timezone", "starts_at", "until", "count", "jitter_seconds", "dst_gap", "dst_overlap", "month_end", "except",
        "shift", "working_days",
    ]

    /// Reads a word, or an object.
    ///
    /// - Parameter isStored: whether it is one of ours, which may say where a count ends.
    /// - Throws: ``RecurrenceError``; `JSONError` where the text is no JSON.
    public init(reading reader: inout JSONReader, isStored: Bool = false) throws {
        try self.init(reading: &reader, isStored: isStored, pointer: "", depth: 1)
    }

    /// Reads what ``storedText`` wrote.
    public init(storedText text: String) throws {
        if let frequency = Recurrence.Frequency(rawValue: text) {
            self.init(frequency)
        } else {
            var reader = try JSONReader(Array(text.utf8))
            try self.init(reading: &reader, isStored: true)
        }
    }

    private init(reading reader: inout JSONReader, isStored: Bool, pointer: String, depth: Int) throws {
        guard depth <= Self.maximumDepth else {
            throw RecurrenceError("rules are nested at most \(Self.maximumDepth) deep", at: pointer)
        }
        switch try reader.peek() {
        case .string:
            let word = try reader.readString()
            if CronText.isEventBridge(word) {
                // Short for the object with nothing else in it. What is wrong with it is said of the text that is there.
                do {
                    _ = try CronText.parse(word, seed: 0)
                } catch {
                    throw RecurrenceError(error, at: pointer)
                }
                var fields = RuleFields(isStored: isStored, pointer: pointer, depth: depth)
                fields.form = .cron(word, needsBoth: false)
                self = try fields.finished()
                return
            }
            guard let frequency = Recurrence.Frequency(rawValue: word) else {
                throw RecurrenceError(Self.expected, at: pointer)
            }
            self.init(frequency)
        case .object:
            var fields = RuleFields(isStored: isStored, pointer: pointer, depth: depth)
            try fields.read(&reader)
            self = try fields.finished()
        case let kind: throw RecurrenceError("\(Self.expected); it is \(kind.rawValue)", at: pointer)
        }
    }

    /// The fields of an object as they are read.
    private struct RuleFields {
        let isStored: Bool
        let pointer: String
        let depth: Int
        var form: Form?
        var needsBoth: Bool?
        var rule = RecurrenceRule(.daily)
        var seen: Set<String> = []

        init(isStored: Bool, pointer: String, depth: Int) {
            self.isStored = isStored
            self.pointer = pointer
            self.depth = depth
        }

        mutating func read(_ reader: inout JSONReader) throws {
            try reader.readObject { reader, name in
                let here = JSONPointer.joining(pointer, name)
                guard seen.insert(name).inserted else { throw RecurrenceError("is given twice", at: here) }
                if RecurrenceRule.forms.contains(name) || name == "word" {
                    guard form == nil else {
                        throw RecurrenceError("there is another form already: put several into any_of", at: here)
                    }
                }
                switch name {
                case "word":
                    form = .word(try word(&reader, here, Recurrence.Frequency.self))
                case "cron": form = .cron(try string(&reader, here), needsBoth: false)
                case "day_match": needsBoth = try word(&reader, here, DayMatch.self) == .and
                case "every": form = .every(try string(&reader, here))
                case "rrule": form = .rrule(try string(&reader, here))
                case "systemd": form = .systemd(try string(&reader, here))
                case "calendar": form = .calendar(try CalendarForm(reading: &reader, pointer: here))
                case "at": form = .at(try list(&reader, here, RecurrenceRule.maximumTimes) { try string(&$0, $1) })
                case "any_of":
                    form = .anyOf(
                        try list(&reader, here, RecurrenceRule.maximumMembers) { reader, here in
                            try RecurrenceRule(reading: &reader, isStored: isStored, pointer: here, depth: depth + 1)
                        })
                case "except":
                    rule.exceptions = try exceptions(&reader, here, RecurrenceRule.maximumTimes)
                case "timezone":
                    let name = try string(&reader, here)
                    guard let zone = Zone(identifier: name) else {
                        throw RecurrenceError(ZoneName.problem(with: name), at: here)
                    }
                    rule.zoneOption = zone
                case "starts_at": rule.startsAt = try string(&reader, here)
                case "until": rule.until = try string(&reader, here)
                case "count": rule.count = try int(&reader, here, RecurrenceRule.countRange)
                case "jitter_seconds": rule.jitterSeconds = try int(&reader, here, RecurrenceRule.jitterRange)
                case "dst_gap": rule.gap = try word(&reader, here, GapPolicy.self)
                case "dst_overlap": rule.overlap = try word(&reader, here, ClockOverlap.self)
                case "month_end": rule.monthEnd = try word(&reader, here, MonthEnd.self)
                case "shift": rule.shift = try word(&reader, here, WorkingDayShift.self)
                case "working_days": rule.workingDays = try workingDays(&reader, here)
                case "ends" where isStored: rule.end = Timestamp(milliseconds: Int64(try reader.readInt()))
                case "series_ends" where isStored:
                    try reader.readArray { reader in
                        rule.seriesEnds.append(Timestamp(milliseconds: Int64(try reader.readInt())))
                    }
                default:
                    let known = RecurrenceRule.forms + ["word", "day_match"] + RecurrenceRule.options
                    throw RecurrenceError("is not a field: there are \(known.joined(separator: ", "))", at: here)
                }
            }
        }

        func finished() throws -> RecurrenceRule {
            guard var form else { throw RecurrenceError(RecurrenceRule.expected, at: pointer) }
            if let needsBoth {
                guard case .cron(let text, _) = form else {
                    throw RecurrenceError("goes with cron only", at: pointer + "/day_match")
                }
                form = .cron(text, needsBoth: needsBoth)
            }
            if rule.monthEnd != nil {
                switch form {
                case .word, .every, .rrule: break
                default: throw RecurrenceError("goes with words, every and rrule only", at: pointer + "/month_end")
                }
            }
            if rule.workingDays != nil, rule.shift == nil {
                throw RecurrenceError("goes with shift only", at: pointer + "/working_days")
            }
            var rule = rule
            rule.form = form
            rule.textZone = form.zone
            if let text = rule.textZone, let option = rule.zoneOption, text != option {
                throw RecurrenceError(
                    "must be left out, as the \(form.name) itself says \(text.identifier)", at: pointer + "/timezone")
            }
            return rule
        }

        // MARK: - Values

        private func expect(_ kind: JSONReader.Kind, _ reader: inout JSONReader, _ pointer: String) throws {
            let found = try reader.peek()
            guard found == kind else {
                throw RecurrenceError("must be \(kind.rawValue), not \(found.rawValue)", at: pointer)
            }
        }

        private func string(_ reader: inout JSONReader, _ pointer: String) throws -> String {
            try expect(.string, &reader, pointer)
            return try reader.readString()
        }

        private func int(_ reader: inout JSONReader, _ pointer: String, _ range: ClosedRange<Int>) throws -> Int {
            try expect(.number, &reader, pointer)
            guard let value = Int(try reader.readRaw().description), range.contains(value) else {
                throw RecurrenceError(
                    "must be a whole number from \(range.lowerBound) to \(range.upperBound)", at: pointer)
            }
            return value
        }

        private func word<Word: RawRepresentable & CaseIterable>(
            _ reader: inout JSONReader, _ pointer: String, _: Word.Type
        ) throws -> Word where Word.RawValue == String {
            let text = try string(&reader, pointer)
            guard let word = Word(rawValue: text) else {
                throw RecurrenceError(
                    "must be one of \(Word.allCases.map(\.rawValue).joined(separator: ", "))", at: pointer)
            }
            return word
        }

        private func list<Value>(
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

        private func workingDays(_ reader: inout JSONReader, _ pointer: String) throws -> WorkingDayOptions {
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
                default: throw RecurrenceError("is not a field: there are calendar, weekend", at: here)
                }
            }
            return options
        }

        private func calendarName(_ reader: inout JSONReader, _ pointer: String) throws -> CalendarName {
            guard let name = CalendarName(try string(&reader, pointer)) else {
                throw RecurrenceError(CalendarName.expectation, at: pointer)
            }
            return name
        }

        /// A list of days of the week; an empty one means that there is no weekend.
        private func weekend(_ reader: inout JSONReader, _ pointer: String) throws -> BitMask {
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
            guard days.count < 7 else { throw RecurrenceError("must leave a working day", at: pointer) }
            return days
        }

        func exceptions(_ reader: inout JSONReader, _ pointer: String, _ limit: Int) throws -> [Exception] {
            try list(&reader, pointer, limit) { try exception(&$0, $1) }
        }

        /// A text, an object with `from` and `to`, one with the name of a calendar, or a rule.
        private func exception(_ reader: inout JSONReader, _ pointer: String) throws -> Exception {
            if try reader.peek() == .string {
                let text = try reader.readString()
                if let frequency = Recurrence.Frequency(rawValue: text) { return .rule(RecurrenceRule(frequency)) }
                return .time(text)
            }
            // It is a span or a rule by its fields.
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
                    throw RecurrenceError("nothing else goes beside the name of a calendar", at: pointer)
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

    /// Reads a list of what `except` may have.
    static func exceptions(reading reader: inout JSONReader, limit: Int) throws -> [Exception] {
        try RuleFields(isStored: false, pointer: "", depth: 1).exceptions(&reader, "", limit)
    }

    private enum DayMatch: String, CaseIterable {
        case or, and
    }
}

extension CalendarForm {
    init(reading reader: inout JSONReader, pointer: String) throws {
        guard try reader.peek() == .object else {
            throw RecurrenceError("must be an object; the name of a calendar goes into except", at: pointer)
        }
        try reader.readObject { reader, name in
            let here = JSONPointer.joining(pointer, name)
            guard let field = Field(rawValue: name) else {
                let known = Field.allCases.map(\.rawValue).joined(separator: ", ")
                throw RecurrenceError("is not a field: there are \(known)", at: here)
            }
            guard fields[field] == nil else { throw RecurrenceError("is given twice", at: here) }
            var elements: [String] = []
            if try reader.peek() == .array {
                try reader.readArray { reader in
                    guard elements.count < 100 else { throw RecurrenceError("has at most 100 elements", at: here) }
                    elements.append(try Self.element(&reader, "\(here)/\(elements.count)"))
                }
            } else {
                elements = [try Self.element(&reader, here)]
            }
            guard !elements.isEmpty else { throw RecurrenceError("must not be empty", at: here) }
            fields[field] = elements
        }
        guard !fields.isEmpty else { throw RecurrenceError("needs at least one field", at: pointer) }
    }

    /// A number, a text, or an object with `start`, `end` and `step`.
    private static func element(_ reader: inout JSONReader, _ pointer: String) throws -> String {
        switch try reader.peek() {
        case .number: return try reader.readRaw().description
        case .string: return try reader.readString()
        case .object:
            var parts: [String: String] = [:]
            try reader.readObject { reader, name in
                guard ["start", "end", "step"].contains(name) else {
                    throw RecurrenceError(
                        "is not a field: there are start, end, step", at: JSONPointer.joining(pointer, name))
                }
                parts[name] = try reader.peek() == .string ? reader.readString() : reader.readRaw().description
            }
            guard let start = parts["start"] else { throw RecurrenceError("start is missing", at: pointer) }
            return start + (parts["end"].map { "-" + $0 } ?? "") + (parts["step"].map { "/" + $0 } ?? "")
        case let kind:
            throw RecurrenceError("must be a number, a text or an object, not \(kind.rawValue)", at: pointer)
        }
    }
}
