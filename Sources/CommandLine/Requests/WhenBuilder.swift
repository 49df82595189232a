import Timekeeping

/// Makes of flags the fields that say when a task runs.
struct WhenBuilder: Sendable {
    let now: Timestamp
    /// The reader's, whose clocks count where no other zone is named.
    let zone: Zone
    let data: DataReader
    /// Whether that zone must be said where it counts: not where the task has it already.
    var saysZone = true

    /// What the flags say.
    struct Result: Sendable {
        var fields: [JSONValue.Member] = []
        var flags = FlagMap()
        /// When it is due for the first time, where that is known here.
        var due: Timestamp?
    }

    /// - Throws: ``Failure`` where flags can't be read or do not fit together.
    func build(_ options: WhenOptions) throws -> Result {
        var result = Result()
        let forms = options.forms
        if forms.count > 1 {
            throw Failure(.usage, "\(forms.map(\.flag).joined(separator: " and ")) both say how it repeats: give one")
        }
        if options.at != nil && options.delay != nil {
            throw Failure(.usage, "--at and --in both say when: give one")
        }
        let named = try options.timezone.map { try Self.zone($0) }
        var needsZone = false
        if let text = options.at {
            let moment = try MomentText(text, flag: "--at", now: now, zone: named ?? zone)
            result.add("run_at", .string(moment.rfc3339), "--at", text)
            result.due = moment.instant
            needsZone = moment.isLocal
        } else if let text = options.delay {
            let length = try DurationText(text, flag: "--in")
            result.add("in", .string(length.iso), "--in", text)
            result.due = length.instant(after: now, in: named ?? zone)
        }
        if let form = forms.first {
            try addRecurrence(form, options, to: &result)
            // Elapsed time is the same everywhere.
            needsZone = needsZone || form.member != "every"
        } else if options.until != nil || options.count != nil {
            let flag = options.until == nil ? "--count" : "--until"
            throw Failure(.usage, "\(flag) needs something that repeats", hint: "give --cron, --every, --daily, …")
        }
        if let named {
            result.add("timezone", .string(named.identifier), "--tz", named.identifier)
        } else if needsZone, saysZone, zone.identifier != "UTC" {
            result.fields.append(.init(key: "timezone", value: .string(zone.identifier)))
        }
        return result
    }

    private func addRecurrence(
        _ form: (flag: String, member: String, text: String), _ options: WhenOptions, to result: inout Result
    ) throws {
        var rule: JSONValue
        switch form.member {
        case "":
            rule = try data.json(form.text, flag: form.flag)
            result.flags.note("/recurrence", form.flag)
            // A column is one in the text of a rule, not of the JSON around it.
            for member in rule.members ?? [] where member.value.text != nil {
                result.flags.note("/recurrence/\(member.key)", form.flag, member.value.text)
            }
        case "every":
            rule = ["every": .string(try DurationText(form.text, flag: form.flag).iso)]
            result.flags.note("/recurrence", form.flag)
        case let member:
            rule = .object([.init(key: member, value: .string(form.text))])
            result.flags.note("/recurrence", form.flag, form.text)
            result.flags.note("/recurrence/\(member)", form.flag, form.text)
        }
        if options.until != nil || options.count != nil, let word = rule.text { rule = ["word": .string(word)] }
        guard rule.members != nil || options.until == nil && options.count == nil else {
            throw Failure(.usage, "\(form.flag) must be an object or a word where --until or --count is given")
        }
        if let text = options.until {
            rule["until"] = .string(try until(text))
            result.flags.note("/recurrence/until", "--until", text)
        }
        if let count = options.count {
            rule["count"] = .int(count)
            result.flags.note("/recurrence/count", "--count", String(count))
        }
        // A word alone is written as one.
        if let members = rule.members, members.count == 1, members[0].key == "word" { rule = members[0].value }
        result.fields.append(.init(key: "recurrence", value: rule))
    }

    /// A day stays one, since it counts to its end.
    private func until(_ text: String) throws -> String {
        if text.utf8.count == 10, (try? LocalDateTime(parsing: "\(text)T00:00:00")) != nil { return text }
        return try MomentText(text, flag: "--until", now: now, zone: zone).rfc3339
    }

    static func zone(_ name: String) throws -> Zone {
        if let zone = Zone(identifier: name) { return zone }
        throw Failure(
            .usage, "--tz: \"\(name)\" is not a zone", hint: "give an IANA name such as Europe/Berlin, or UTC")
    }
}

extension WhenBuilder.Result {
    mutating func add(_ field: String, _ value: JSONValue, _ flag: String, _ text: String? = nil) {
        fields.append(.init(key: field, value: value))
        flags.note("/\(field)", flag, text)
    }
}
