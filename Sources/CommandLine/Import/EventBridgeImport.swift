import JSON
import Timekeeping

/// Makes tasks of the schedules of Amazon EventBridge, as `aws scheduler get-schedule`, `aws scheduler list-schedules` and
/// `aws events list-rules` print them.
struct EventBridgeImport: Sendable {
    var settings: ImportSettings

    /// Members that are read, or that do not matter for a task.
    private static let known: Set<String> = [
        "ActionAfterCompletion", "Arn", "CreationDate", "Description", "EndDate", "FlexibleTimeWindow", "GroupName",
        "LastModificationDate", "Name", "ScheduleExpression", "ScheduleExpressionTimezone", "StartDate", "State",
        "Target",
        "EventBusName", "ResponseMetadata", "NextToken", "ManagedBy", "RoleArn", "CreatedBy", "KmsKeyArn",
        "EventPattern",
    ]

    /// - Parameter documents: the output of one or several calls.
    func reading(_ documents: [JSONValue]) -> ImportReading {
        var reading = ImportReading()
        for (index, document) in documents.enumerated() {
            let place = documents.count == 1 ? "the file" : "document \(index + 1)"
            for schedule in Self.schedules(document) {
                guard schedule.members != nil else {
                    reading.warn(place, "left out: expected the output of get-schedule or list-schedules")
                    continue
                }
                add(schedule, to: &reading)
            }
            if document["NextToken"] != nil {
                reading.warn(place, "the list is not complete: it has a NextToken for more")
            }
        }
        return reading
    }

    private static func schedules(_ document: JSONValue) -> [JSONValue] {
        if let elements = document.array { return elements.flatMap(schedules) }
        return document["Schedules"]?.array ?? document["Rules"]?.array ?? [document]
    }

    private func add(_ schedule: JSONValue, to reading: inout ImportReading) {
        let name = schedule["Name"]?.string ?? "a schedule without a name"
        let ownGroup = schedule["GroupName"]?.string.flatMap { $0 == "default" ? nil : $0 }
        let key = [ownGroup, schedule["Name"]?.string ?? ImportNames.hash([schedule.compact])]
            .compactMap { $0 }.joined(separator: ".")
        guard let expression = schedule["ScheduleExpression"]?.string else {
            return settings.leaveOut(name, key: key, Self.missing(schedule, name), in: &reading)
        }
        for member in schedule.members ?? [] where !Self.known.contains(member.key) {
            reading.warn(name, "\(member.key) is not known and left out")
        }
        let target = schedule["Target"] ?? .null
        warn(name, target, &reading)
        let zoneName = schedule["ScheduleExpressionTimezone"]?.string ?? "UTC"
        guard let zone = Zone(identifier: zoneName) else {
            return settings.leaveOut(name, key: key, "\"\(zoneName)\" is not a time zone", in: &reading)
        }
        var entry = ImportSettings.Entry(
            place: name, label: target["Arn"]?.string ?? expression, key: key,
            action: Self.action(target["Arn"]?.string),
            payload: Self.payload(target["Input"]))
        entry.zone = zone
        entry.group = ownGroup.map(Self.group)
        entry.isPaused = schedule["State"]?.string == "DISABLED"
        entry.schedule = expression
        if expression.hasPrefix("at("), expression.hasSuffix(")") {
            entry.runAt = String(expression.dropFirst(3).dropLast())
            if Self.jitter(schedule) != nil {
                reading.addRemark(name, "FlexibleTimeWindow is left out: the schedule runs only once")
            }
        } else {
            var recurrence: JSONValue = ["cron": .string(expression)]
            for (member, field) in [("StartDate", "starts_at"), ("EndDate", "until")] {
                guard let value = schedule[member], value != .null else { continue }
                guard let time = Self.time(value) else {
                    return settings.leaveOut(name, key: key, "\(member) \(value.compact) is not a time", in: &reading)
                }
                recurrence[field] = .string(time)
            }
            // EventBridge skips occurrences at times that clocks skip.
            if expression.hasPrefix("cron(") { recurrence["dst_gap"] = "skip" }
            if let seconds = Self.jitter(schedule) { recurrence["jitter_seconds"] = .int(seconds) }
            entry.recurrence = recurrence
        }
        settings.add(entry, to: &reading)
    }

    /// Warns about settings of a target that a task can't express.
    private func warn(_ name: String, _ target: JSONValue, _ reading: inout ImportReading) {
        for part in target.members ?? [] {
            switch part.key {
            case "Arn", "Id", "Input", "RoleArn": break
            // AWS sets this default for every schedule.
            case "RetryPolicy" where part.value["MaximumRetryAttempts"]?.int == 185: break
            case "RetryPolicy", "DeadLetterConfig":
                reading.addRemark(name, "\(part.key) is left out: Carillon has its own retries and keeps dead runs")
            default: reading.warn(name, "\(part.key) of the target is left out")
            }
        }
        if let input = target["Input"]?.string, input.contains("<aws.scheduler.") {
            reading.warn(name, "Input contains <aws.scheduler.…>, which is passed on unchanged and not filled in")
        }
    }

    private static func missing(_ schedule: JSONValue, _ name: String) -> String {
        if schedule["EventPattern"] != nil { return "it waits for events, not for a time" }
        let group = schedule["GroupName"]?.string.map { " --group-name \($0)" } ?? ""
        return "list-schedules does not show its time: use aws scheduler get-schedule --name \(name)\(group)"
    }

    /// The action: the name of the function, queue or other target.
    private static func action(_ arn: String?) -> String {
        guard let name = arn?.split(whereSeparator: { $0 == ":" || $0 == "/" }).last else { return "eventbridge" }
        return ImportSettings.actionName(String(name))
    }

    /// Parses `Input`: a string that as a rule contains JSON.
    private static func payload(_ input: JSONValue?) -> JSONValue {
        guard let text = input?.string else { return input ?? [:] }
        return (try? JSONValue(parsing: text.utf8)) ?? .string(text)
    }

    private static func jitter(_ schedule: JSONValue) -> Int? {
        let window = schedule["FlexibleTimeWindow"]
        guard window?["Mode"]?.string == "FLEXIBLE", let minutes = window?["MaximumWindowInMinutes"]?.int, minutes > 0
        else { return nil }
        return min(86_400, minutes * 60)
    }

    /// Parses a time as version 2 of the AWS command line prints it, or seconds since 1970, as version 1 does.
    private static func time(_ value: JSONValue) -> String? {
        if let seconds = value.double, seconds.magnitude < 1e11 {
            return Timestamp(milliseconds: Int64((seconds * 1000).rounded())).rfc3339
        }
        return value.string.flatMap { try? Timestamp(rfc3339: $0) }?.rfc3339
    }

    /// Converts the name of a group to the characters that are allowed here.
    private static func group(_ name: String) -> String {
        let slug = ImportNames.slug(name.lowercased(), maximum: 63)
        return slug.first.map { $0.isLetter || $0.isNumber } == true ? slug : "g\(slug)"
    }
}
