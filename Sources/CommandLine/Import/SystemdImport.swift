import JSON

/// Makes tasks of the timers of systemd: each starts the timer's unit.
struct SystemdImport: Sendable {
    var settings: ImportSettings

    /// Settings that are read, or that do not matter for a task.
    private static let harmless: Set<String> = [
        "AccuracySec", "Unit", "OnCalendar", "OnUnitActiveSec", "RandomizedDelaySec", "FixedRandomDelay", "Persistent",
        "RemainAfterElapse",
    ]

    func reading(_ folder: SystemdFolder) -> ImportReading {
        var reading = ImportReading()
        for timer in folder.timers { add(timer, to: &reading) }
        for fault in folder.faults {
            let file = String(fault.path.split(separator: "/").last ?? "")
            guard file.hasSuffix(".timer") else {
                reading.warn(fault.path, "left out: \(fault.message)")
                continue
            }
            settings.leaveOut(fault.path, key: Self.key(file), fault.message, in: &reading)
        }
        if folder.timers.isEmpty, folder.faults.isEmpty {
            reading.warn(folder.path, "there is no file whose name ends with .timer")
        }
        return reading
    }

    private static func key(_ file: String) -> String { String(file.dropLast(".timer".count)) }

    private func add(_ timer: SystemdFolder.Timer, to reading: inout ImportReading) {
        let (unit, path, key) = (timer.unit, timer.path, Self.key(timer.name))
        for place in unit.faults { reading.warn(place, "left out: expected a setting such as OnCalendar=daily") }
        if key.hasSuffix("@") {
            return settings.leaveOut(
                path, key: key, "a template needs an instance name, which the file does not give", in: &reading)
        }
        let effective = unit.effective("Timer")
        for setting in effective where !Self.harmless.contains(setting.name) && !setting.value.isEmpty {
            reading.warn(setting.place, "left out: \(Self.reason(setting.name))")
        }
        let calendars = effective.filter { $0.name == "OnCalendar" }
        var rules: [JSONValue] = calendars.map { ["systemd": .string($0.value)] }
        for setting in effective where setting.name == "OnUnitActiveSec" {
            guard let milliseconds = SystemdUnit.milliseconds(setting.value), milliseconds >= 1000 else {
                reading.warn(
                    setting.place, "left out: \"\(setting.value)\" is not a duration of at least one second")
                continue
            }
            rules.append(["every": .string(Self.iso(milliseconds))])
        }
        guard !rules.isEmpty else {
            return settings.leaveOut(
                path, key: key, "it needs an OnCalendar or OnUnitActiveSec that can be read", in: &reading)
        }
        var recurrence = rules.count == 1 ? rules[0] : ["any_of": .array(rules)]
        if let text = unit.value("Timer", "RandomizedDelaySec") {
            if let milliseconds = SystemdUnit.milliseconds(text) {
                let seconds = min(86_400, milliseconds / 1000)
                if milliseconds > 86_400_000 {
                    reading.warn(path, "RandomizedDelaySec \(text) is shortened to one day")
                }
                if seconds > 0 { recurrence["jitter_seconds"] = .int(Int(seconds)) }
            } else {
                reading.warn(path, "left out: RandomizedDelaySec \"\(text)\" is not a duration")
            }
        }
        let service = unit.value("Timer", "Unit") ?? "\(key).service"
        if service.contains("%") {
            reading.warn(path, "the unit \(service) contains a systemd specifier, which is not filled in")
        }
        settings.add(
            .init(
                place: path, label: unit.value("Unit", "Description") ?? service, key: key, action: "shell",
                payload: ["command": .string("systemctl start \(Self.quoted(service))"), "unit": .string(service)],
                recurrence: recurrence,
                fields: [
                    .init(key: "on_missed", value: unit.isOn("Timer", "Persistent") ? "latest" : "skip")
                ],
                schedule: calendars.count == 1 && rules.count == 1 ? calendars[0].value : nil),
            to: &reading)
    }

    /// Quotes a word for the shell.
    private static func quoted(_ text: String) -> String {
        let isPlain = text.allSatisfy { $0.isASCII && ($0.isLetter || $0.isNumber || "._-@:".contains($0)) }
        return isPlain
            ? text : "'\(text.split(separator: "'", omittingEmptySubsequences: false).joined(separator: "'\\''"))'"
    }

    private static func reason(_ name: String) -> String {
        switch name {
        case "OnBootSec", "OnStartupSec": "\(name): Carillon does not know when a machine starts"
        case "OnActiveSec": "OnActiveSec: Carillon does not know when the timer is started"
        case "OnUnitInactiveSec": "OnUnitInactiveSec counts from the end of the unit; use every instead"
        case "OnClockChange", "OnTimezoneChange": "\(name) is not a time"
        case "WakeSystem": "WakeSystem: Carillon does not wake machines"
        default: "\(name) is not known"
        }
    }

    private static func iso(_ milliseconds: Int64) -> String {
        milliseconds % 1000 == 0
            ? "PT\(milliseconds / 1000)S"
            : "PT\(milliseconds / 1000).\(String(1000 + milliseconds % 1000).dropFirst())S"
    }
}
