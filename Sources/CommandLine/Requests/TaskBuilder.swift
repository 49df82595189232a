import Timekeeping

/// Makes of flags the fields of a task.
struct TaskBuilder: Sendable {
    let now: Timestamp
    let zone: Zone
    let data: DataReader

    /// The fields, and which flag gave each.
    struct Result: Sendable {
        var body = JSONValue.object([])
        var flags = FlagMap()
    }

    init(_ surroundings: CommandEnvironment) {
        now = surroundings.clock.now()
        zone = surroundings.zone
        data = DataReader(surroundings)
    }

    /// The body of a new task.
    ///
    /// - Parameters:
    ///   - target: the URL of a webhook, the channel of a message.
    /// - Throws: ``Failure`` where flags can't be read, do not fit together, or something is missing.
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
            // That it comes can be all that it says.
            if options.payload == nil, options.data == nil { payload["body"] = .null }
        }
        result.body["payload"] = payload
        try add(options, to: &result)
        try checkWhen(options.when, result.body)
        return result
    }

    /// The fields that flags change in a task that is there.
    ///
    /// - Parameters:
    ///   - task: as the API gives it.
    ///   - cleared: names of fields to put back to their defaults.
    func changes(to task: JSONValue, target: String?, _ options: TaskOptions, cleared: [String]) throws -> Result {
        var result = Result()
        if let payload = try payload(action: task["action"]?.text ?? "", target: target, options, into: &result) {
            let old = task["payload"] ?? .null
            var new = payload
            if options.payload == nil, case .object(var members) = old {
                // The flags say a part of it.
                for member in payload.members ?? [] { members.set(member) }
                new = .object(members)
            }
            if let patch = try MergePatch.between(old, new) { result.body["payload"] = patch }
        }
        // What has a zone keeps it.
        let zone = task["timezone"]?.text.flatMap { Zone(identifier: $0) }
        try add(options, to: &result, ownZone: zone)
        for field in cleared {
            guard result.body[field] == nil else {
                throw Failure(.usage, "--clear \(field), and another flag sets it: give one")
            }
            result.set(field, .null, "--clear", field)
        }
        return result
    }

    /// - Returns: nil where nothing was said of it.
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
                throw Failure(.usage, "--payload is all of the payload: leave out \(target ?? "--data")")
            }
            result.flags.note("/payload", "--payload")
            return try data.json(text, flag: "--payload")
        }
        guard let places else {
            guard let target else {
                // For an action of one's own, --data is the payload.
                result.flags.note("/payload", "--data")
                return try options.data.map { try data.json($0, flag: "--data") }
            }
            throw Failure(
                .usage, "\"\(action)\" takes no \"\(target)\"; only webhook and message have a target",
                hint: "give the payload in JSON: carillon add \(action) --payload '{…}'")
        }
        var payload = JSONValue.object([])
        if let target {
            payload[places.target] = .string(target)
            result.flags.note("/payload/\(places.target)", action == "webhook" ? "URL" : "CHANNEL", target)
        }
        if let text = options.data {
            payload[places.data] = try data.json(text, flag: "--data")
            result.flags.note("/payload/\(places.data)", "--data")
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
        result.flags.note("/retry", "--retry")
        if let attempts = options.attempts {
            retry["max_attempts"] = .int(attempts)
            result.flags.note("/retry/max_attempts", "--attempts", String(attempts))
        }
        return retry
    }

    private func expiry(_ text: String, due: Timestamp?) throws -> String {
        if let length = try? DurationText(text, flag: "--expires") {
            return length.instant(after: due ?? now, in: zone).rfc3339
        }
        return try MomentText(text, flag: "--expires", now: now, zone: zone).instant.rfc3339
    }

    /// That it says when, so that nothing runs at once by accident.
    private func checkWhen(_ when: WhenOptions, _ body: JSONValue) throws {
        guard body["run_at"] == nil, body["in"] == nil else { return }
        guard let recurrence = body["recurrence"] else {
            throw Failure(
                .usage, "say when: --at, --in, --cron, --every, …",
                hint: "--at now runs it right away")
        }
        if let word = recurrence.text ?? recurrence["word"]?.text, recurrence["starts_at"] == nil {
            let flag = when.forms.first?.flag ?? "--repeat"
            throw Failure(
                .usage, "\(flag) repeats a time \(word): say which, with --at or --in",
                hint: "for example --at 09:00 \(flag)\(flag == "--repeat" ? " \(word)" : "")")
        }
    }
}

extension TaskBuilder.Result {
    mutating func set(_ field: String, _ value: JSONValue, _ flag: String, _ text: String? = nil) {
        body[field] = value
        flags.note("/\(field)", flag, text)
    }
}

extension [JSONValue.Member] {
    /// Puts a member in the place of the one with its key, or at the end.
    mutating func set(_ member: JSONValue.Member) {
        if let index = firstIndex(where: { $0.key == member.key }) {
            self[index] = member
        } else {
            append(member)
        }
    }
}
