import JSON
import Timekeeping

/// Builds the fields for the time of a task from flags.
struct WhenBuilder: Sendable {
    let now: Timestamp
    /// The user's zone, which applies if no other zone is named.
    let zone: Zone
    let data: DataReader
    /// Whether to send that zone if the times depend on it: not if the task has it already.
    var saysZone = true

    /// The fields, and the flag of each.
    struct Result: Sendable {
        var fields: [JSONValue.Member] = []
        var flags = FlagMap()
        /// The first due time, if the flags give it.
        var due: Timestamp?
    }

    /// - Throws: ``Failure`` if a flag is malformed, or if flags contradict each other.
    func build(_ options: WhenOptions) throws -> Result {
        var result = Result()
        let forms = options.forms
        if forms.count > 1 {
            throw Failure(
                .usage, "\(forms.map(\.flag).joined(separator: " and ")) both give a recurrence: give only one")
        }
        if options.at != nil && options.delay != nil {
            throw Failure(.usage, "--at and --in both give a time: give only one")
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
            // An interval does not depend on the zone.
            needsZone = needsZone || form.member != "every"
        } else if options.until != nil || options.count != nil {
            let flag = options.until == nil ? "--count" : "--until"
            throw Failure(.usage, "\(flag) needs a recurrence", hint: "give --cron, --every, --daily, …")
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
            result.flags.record("/recurrence", form.flag)
            // A column counts in the text of a rule, not in the JSON around it.
            for member in rule.members ?? [] where member.value.string != nil {
                result.flags.record("/recurrence/\(member.key)", form.flag, member.value.string)
            }
        case "every":
            rule = ["every": .string(try DurationText(form.text, flag: form.flag).iso)]
            result.flags.record("/recurrence", form.flag)
        case let member:
            rule = .object([.init(key: member, value: .string(form.text))])
            result.flags.record("/recurrence", form.flag, form.text)
            result.flags.record("/recurrence/\(member)", form.flag, form.text)
        }
        if options.until != nil || options.count != nil, let word = rule.string { rule = ["word": .string(word)] }
        guard rule.members != nil || options.until == nil && options.count == nil else {
            throw Failure(.usage, "\(form.flag) must be an object or a word if --until or --count is given")
        }
        if let text = options.until {
            rule["until"] = .string(try until(text))
            result.flags.record("/recurrence/until", "--until", text)
        }
        if let count = options.count {
            rule["count"] = .int(count)
            result.flags.record("/recurrence/count", "--count", String(count))
        }
        // A word without other members is sent as a string.
        if let members = rule.members, members.count == 1, members[0].key == "word" { rule = members[0].value }
        result.fields.append(.init(key: "recurrence", value: rule))
    }

    /// The end of the recurrence. A day stays a day, since it includes all of it.
    private func until(_ text: String) throws -> String {
        if text.utf8.count == 10, (try? LocalDateTime(parsing: "\(text)T00:00:00")) != nil { return text }
        return try MomentText(text, flag: "--until", now: now, zone: zone).rfc3339
    }

    static func zone(_ name: String) throws -> Zone {
        if let zone = Zone(identifier: name) { return zone }
        throw Failure(
            .usage, "--tz: \"\(name)\" is not a time zone", hint: "give an IANA name such as Europe/Berlin, or UTC")
    }
}

extension WhenBuilder.Result {
    mutating func add(_ field: String, _ value: JSONValue, _ flag: String, _ text: String? = nil) {
        fields.append(.init(key: field, value: value))
        flags.record("/\(field)", flag, text)
    }
}
