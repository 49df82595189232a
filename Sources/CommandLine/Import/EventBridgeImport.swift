import Timekeeping

/// Makes tasks of the schedules of Amazon EventBridge, as `aws scheduler get-schedule`, `aws scheduler list-schedules` and
/// `aws events list-rules` print them.
struct EventBridgeImport: Sendable {
    var settings: ImportSettings

    /// Members that say nothing of when it is, or what holds here by itself.
    private static let known: Set<String> = [
        "ActionAfterCompletion", "Arn", "CreationDate", "Description", "EndDate", "FlexibleTimeWindow", "GroupName",
        "LastModificationDate", "Name", "ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "State",
        "Target",
        "EventBusName", "ResponseMetadata", "NextToken", "ManagedBy", "RoleArn", "CreatedBy", "KmsKeyArn",
        "EventPattern",
    ]

    /// - Parameter documents: what was printed; several calls may have printed it.
    func reading(_ documents: [JSONValue]) -> ImportReading {
        var reading = ImportReading()
        for (index, document) in documents.enumerated() {
            let place = documents.count == 1 ? "the file" : "document \(index + 1)"
            for schedule in Self.schedules(document) {
                guard schedule.members != nil else {
                    reading.warn(place, "left out: expected what get-schedule or list-schedules prints")
                    continue
                }
                add(schedule, to: &reading)
            }
            if document["NextToken"] != nil {
                reading.warn(place, "the list goes on: it has a NextToken, and what comes after is not in it")
            }
        }
        return reading
    }

    private static func schedules(_ document: JSONValue) -> [JSONValue] {
        if let elements = document.elements { return elements.flatMap(schedules) }
        return document["Schedules"]?.elements ?? document["Rules"]?.elements ?? [document]
    }

    private func add(_ schedule: JSONValue, to reading: inout ImportReading) {
        let name = schedule["Name"]?.text ?? "a schedule without a name"
        let ownGroup = schedule["GroupName"]?.text.flatMap { $0 == "default" ? nil : $0 }
        let key = [ownGroup, schedule["Name"]?.text ?? ImportNames.hash([schedule.compact])]
            .compactMap { $0 }.joined(separator: ".")
        guard let expression = schedule["ScheduleExpression"]?.text else {
            return settings.leaveOut(name, key: key, Self.missing(schedule, name), in: &reading)
        }
        for member in schedule.members ?? [] where !Self.known.contains(member.key) {
            reading.warn(name, "\(member.key) is not known and left out")
        }
        let target = schedule["Target"] ?? .null
        warn(name, target, &reading)
        let zoneName = schedule["ScheduleExpressionTimezone"]?.text ?? "UTC"
        guard let zone = Zone(identifier: zoneName) else {
            return settings.leaveOut(name, key: key, "\"\(zoneName)\" is not a zone", in: &reading)
        }
        var entry = ImportSettings.Entry(
            place: name, label: target["Arn"]?.text ?? expression, key: key, action: Self.action(target["Arn"]?.text),
            payload: Self.payload(target["Input"]))
        entry.zone = zone
        entry.group = ownGroup.map(Self.group)
        entry.isPaused = schedule["State"]?.text == "DISABLED"
        entry.schedule = expression
        if expression.hasPrefix("at("), expression.hasSuffix(")") {
            entry.runAt = String(expression.dropFirst(3).dropLast())
            if Self.jitter(schedule) != nil { reading.note(name, "FlexibleTimeWindow is left out: it is one time") }
        } else {
            var recurrence: JSONValue = ["cron": .string(expression)]
            for (member, field) in [("StartDate", "starts_at"), ("EndDate", "until")] {
                guard let value = schedule[member], value != .null else { continue }
                guard let time = Self.time(value) else {
                    return settings.leaveOut(name, key: key, "\(member) \(value.compact) is not a time", in: &reading)
                }
                recurrence[field] = .string(time)
            }
            // What clocks skip is left out there.
            if expression.hasPrefix("cron(") { recurrence["dst_gap"] = "skip" }
            if let seconds = Self.jitter(schedule) { recurrence["jitter_seconds"] = .int(seconds) }
            entry.recurrence = recurrence
        }
        settings.add(entry, to: &reading)
    }

    /// Names what of a target has no place in a task.
    private func warn(_ name: String, _ target: JSONValue, _ reading: inout ImportReading) {
        for part in target.members ?? [] {
            switch part.key {
            case "Arn", "Id", "Input", "RoleArn": break
            // Each has it, as a rule with what AWS sets by itself.
            case "RetryPolicy" where part.value["MaximumRetryAttempts"]?.int == 185: break
            case "RetryPolicy", "DeadLetterConfig":
                reading.note(name, "\(part.key) is left out: retries are Carillon's own, and dead runs are kept")
            default: reading.warn(name, "\(part.key) of the target is left out")
            }
        }
        if let input = target["Input"]?.text, input.contains("<aws.scheduler.") {
            reading.warn(name, "Input has <aws.scheduler.…> in it, which is passed on as it is and not filled in")
        }
    }

    private static func missing(_ schedule: JSONValue, _ name: String) -> String {
        if schedule["EventPattern"] != nil { return "it waits for events, and no time" }
        let group = schedule["GroupName"]?.text.map { " --group-name \($0)" } ?? ""
        return "list-schedules does not say when it is: aws scheduler get-schedule --name \(name)\(group) does"
    }

    /// The name of the function, queue or other thing that the target is.
    private static func action(_ arn: String?) -> String {
        guard let name = arn?.split(whereSeparator: { $0 == ":" || $0 == "/" }).last else { return "eventbridge" }
        return ImportSettings.actionName(String(name))
    }

    /// `Input` is a text, which as a rule has JSON in it.
    private static func payload(_ input: JSONValue?) -> JSONValue {
        guard let text = input?.text else { return input ?? [:] }
        return (try? JSONValue(parsing: text.utf8)) ?? .string(text)
    }

    private static func jitter(_ schedule: JSONValue) -> Int? {
        let window = schedule["FlexibleTimeWindow"]
        guard window?["Mode"]?.text == "FLEXIBLE", let minutes = window?["MaximumWindowInMinutes"]?.int, minutes > 0
        else { return nil }
        return min(86_400, minutes * 60)
    }

    /// A time as version 2 of the command line prints it, or in seconds since 1970, as version 1 does.
    private static func time(_ value: JSONValue) -> String? {
        if let seconds = value.double, seconds.magnitude < 1e11 {
            return Timestamp(milliseconds: Int64((seconds * 1000).rounded())).rfc3339
        }
        return value.text.flatMap { try? Timestamp(rfc3339: $0) }?.rfc3339
    }

    /// A group's name in the characters that one may have here.
    private static func group(_ name: String) -> String {
        let slug = ImportNames.slug(name.lowercased(), maximum: 63)
        return slug.first.map { $0.isLetter || $0.isNumber } == true ? slug : "g\(slug)"
    }
}
