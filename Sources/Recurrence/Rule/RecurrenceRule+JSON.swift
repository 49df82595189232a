public import JSON
import Timekeeping

extension RecurrenceRule {
    /// How deep rules may be nested.
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

    /// Reads a word or an object.
    ///
    /// - Parameter isStored: whether it comes from ``storedText``, which may contain the ends of counts.
    /// - Throws: ``RecurrenceError``; `JSONError` if the text is not JSON.
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

    init(reading reader: inout JSONReader, isStored: Bool, pointer: String, depth: Int) throws {
        guard depth <= Self.maximumDepth else {
            throw RecurrenceError("rules are nested at most \(Self.maximumDepth) deep", at: pointer)
        }
        switch try reader.peek() {
        case .string:
            let word = try reader.readString()
            if CronText.isEventBridge(word) {
                // A word is short for an object with only this word. Errors refer to the text itself.
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

    /// The fields of an object while they are read.
    struct RuleFields {
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
                        throw RecurrenceError("only one form is allowed: put several into any_of", at: here)
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
                    throw RecurrenceError("is not a field: expected one of \(known.joined(separator: ", "))", at: here)
                }
            }
        }

        func finished() throws -> RecurrenceRule {
            guard var form else { throw RecurrenceError(RecurrenceRule.expected, at: pointer) }
            if let needsBoth {
                guard case .cron(let text, _) = form else {
                    throw RecurrenceError("is allowed only with cron", at: pointer + "/day_match")
                }
                form = .cron(text, needsBoth: needsBoth)
            }
            if rule.monthEnd != nil {
                switch form {
                case .word, .every, .rrule: break
                default:
                    throw RecurrenceError("is allowed only with words, every and rrule", at: pointer + "/month_end")
                }
            }
            if rule.workingDays != nil, rule.shift == nil {
                throw RecurrenceError("is allowed only with shift", at: pointer + "/working_days")
            }
            var rule = rule
            rule.form = form
            rule.textZone = form.zone
            if let text = rule.textZone, let option = rule.zoneOption, text != option {
                throw RecurrenceError(
                    "must be left out, since the \(form.name) itself names \(text.identifier)",
                    at: pointer + "/timezone")
            }
            return rule
        }
    }

    /// Reads the list of exceptions in `except`.
    static func exceptions(reading reader: inout JSONReader, limit: Int) throws -> [Exception] {
        try RuleFields(isStored: false, pointer: "", depth: 1).exceptions(&reader, "", limit)
    }

    private enum DayMatch: String, CaseIterable {
        case or, and
    }
}
