import JSON
import Timekeeping

/// Builds the fields of a task from flags.
struct TaskBuilder: Sendable {
    let now: Timestamp
    let zone: Zone
    let data: DataReader

    /// The fields, and the flag of each.
    struct Result: Sendable {
        var body = JSONValue.object([])
        var flags = FlagMap()
    }

    init(_ environment: CommandEnvironment) {
        now = environment.clock.now()
        zone = environment.zone
        data = DataReader(environment)
    }

    /// The body of a new task.
    ///
    /// - Parameters:
    /// - target: the URL of a webhook or the channel of a message.
    /// - Throws: ``Failure`` if a flag is malformed or missing, or if flags contradict each other.
    func newTask(action: String, target: String?, _ options: TaskOptions) throws -> Result {
        var result = Result()
        result.set("action", .string(action), "ACTION", action)
        guard var payload = try payload(action: action, target: target, options, into: &result) else {
            throw Failure(
                .usage, "\"\(action)\" needs a payload",
                hint: "give it in JSON: carillon add \(action) --payload '{…}'")
        }
        if action == "webhook", payload["url"] == nil {
            throw Failure(.usage, "a webhook needs a URL: carillon add webhook https://example.com/hook …")
        }
        if action == "message" {
            guard payload["channel"] != nil else {
                throw Failure(
                    .usage, "a message needs a channel: carillon add message ops.alerts --data '\"good morning\"' …")
            }
            // A message may have no body.
            if options.payload == nil, options.data == nil { payload["body"] = .null }
        }
        result.body["payload"] = payload
        try add(options, to: &result)
        try checkWhen(options.when, result.body)
        return result
    }

    /// The changes that flags make to an existing task.
    ///
    /// - Parameters:
    /// - task: the task as the API shows it.
    /// - cleared: the names of fields to reset to their defaults.
    func changes(to task: JSONValue, target: String?, _ options: TaskOptions, cleared: [String]) throws -> Result {
        var result = Result()
        if let payload = try payload(action: task["action"]?.string ?? "", target: target, options, into: &result) {
            let old = task["payload"] ?? .null
            var new = payload
            if options.payload == nil, case .object(var members) = old {
                // The flags set a part of the payload.
                for member in payload.members ?? [] { members.set(member) }
                new = .object(members)
            }
            if let patch = try MergePatch.between(old, new) { result.body["payload"] = patch }
        }
        // A task that has a zone keeps it.
        let zone = task["timezone"]?.string.flatMap { Zone(identifier: $0) }
        try add(options, to: &result, ownZone: zone)
        for field in cleared {
            guard result.body[field] == nil else {
                throw Failure(.usage, "--clear \(field) contradicts another flag that sets it: give one of them")
            }
            result.set(field, .null, "--clear", field)
        }
        return result
    }

    /// The payload that the flags give; `nil` if they give none.
    private func payload(
        action: String, target: String?, _ options: TaskOptions, into result: inout Result
    ) throws -> JSONValue? {
        let places: (target: String, data: String)? =
            switch action {
            case "webhook": ("url", "data")
            case "message": ("channel", "body")
            default: nil
            }
        if let text = options.payload {
            guard target == nil, options.data == nil else {
                throw Failure(.usage, "--payload is the whole payload: leave out \(target ?? "--data")")
            }
            result.flags.record("/payload", "--payload")
            return try data.json(text, flag: "--payload")
        }
        guard let places else {
            guard let target else {
                // For other actions, --data is the payload.
                result.flags.record("/payload", "--data")
                return try options.data.map { try data.json($0, flag: "--data") }
            }
            throw Failure(
                .usage, "\"\(action)\" takes no target, but got \"\(target)\"; only webhook and message have one",
                hint: "give the payload in JSON: carillon add \(action) --payload '{…}'")
        }
        var payload = JSONValue.object([])
        if let target {
            payload[places.target] = .string(target)
            result.flags.record("/payload/\(places.target)", action == "webhook" ? "URL" : "CHANNEL", target)
        }
        if let text = options.data {
            payload[places.data] = try data.json(text, flag: "--data")
            result.flags.record("/payload/\(places.data)", "--data")
        }
        return target == nil && options.data == nil ? nil : payload
    }

    private func add(_ options: TaskOptions, to result: inout Result, ownZone: Zone? = nil) throws {
        let when = try WhenBuilder(now: now, zone: ownZone ?? zone, data: data, saysZone: ownZone == nil)
            .build(options.when)
        for field in when.fields { result.body[field.key] = field.value }
        result.flags.merge(when.flags)
        for (field, flag, text) in options.texts {
            if let text { result.set(field, .string(text), flag, text) }
        }
        if !options.tag.isEmpty { result.set("tags", .strings(options.tag), "--tag") }
        if let priority = options.priority {
            result.set("priority", .int(priority), "--priority", String(priority))
        }
        if let text = options.timeout {
            let seconds = try DurationText.seconds(text, flag: "--timeout")
            result.set("timeout_seconds", .int(seconds), "--timeout", text)
        }
        if let text = options.expires {
            result.set("expires_at", .string(try expiry(text, due: when.due)), "--expires", text)
        }
        if let retry = try retry(options, into: &result) { result.body["retry"] = retry }
    }

    private func retry(_ options: TaskOptions, into result: inout Result) throws -> JSONValue? {
        guard options.retry != nil || options.attempts != nil else { return nil }
        var retry = try options.retry.map { try data.json($0, flag: "--retry") } ?? .object([])
        guard retry.members != nil else { throw Failure(.usage, "--retry must be a JSON object") }
        result.flags.record("/retry", "--retry")
        if let attempts = options.attempts {
            retry["max_attempts"] = .int(attempts)
            result.flags.record("/retry/max_attempts", "--attempts", String(attempts))
        }
        return retry
    }

    private func expiry(_ text: String, due: Timestamp?) throws -> String {
        if let length = try? DurationText(text, flag: "--expires") {
            return length.instant(after: due ?? now, in: zone).rfc3339
        }
        return try MomentText(text, flag: "--expires", now: now, zone: zone).instant.rfc3339
    }

    /// Checks that a time is given, so that nothing runs at once by accident.
    private func checkWhen(_ when: WhenOptions, _ body: JSONValue) throws {
        guard body["run_at"] == nil, body["in"] == nil else { return }
        guard let recurrence = body["recurrence"] else {
            throw Failure(
                .usage, "give a time: --at, --in, --cron, --every, …",
                hint: "--at now runs it right away")
        }
        if let word = recurrence.string ?? recurrence["word"]?.string, recurrence["starts_at"] == nil {
            let flag = when.forms.first?.flag ?? "--repeat"
            throw Failure(
                .usage, "\(flag) repeats a time \(word): give the first time with --at or --in",
                hint: "for example --at 09:00 \(flag)\(flag == "--repeat" ? " \(word)" : "")")
        }
    }
}

extension TaskBuilder.Result {
    mutating func set(_ field: String, _ value: JSONValue, _ flag: String, _ text: String? = nil) {
        body[field] = value
        flags.record("/\(field)", flag, text)
    }
}

extension [JSONValue.Member] {
    /// Replaces the member with the same key, or adds it at the end.
    mutating func set(_ member: JSONValue.Member) {
        if let index = firstIndex(where: { $0.key == member.key }) {
            self[index] = member
        } else {
            append(member)
        }
    }
}
