/// A unit file of systemd: sections with settings, each of which may be given several times.
struct SystemdUnit: Sendable {
    struct Setting: Hashable, Sendable {
        /// The file and the line, for people.
        var place: String
        var section: String
        var name: String
        var value: String
    }

    private(set) var settings: [Setting] = []
    /// Places of lines that are no settings.
    private(set) var faults: [String] = []

    /// - Parameter file: its path, for people.
    init(parsing text: String, file: String) {
        add(text, file: file)
    }

    /// Reads a further file of the unit, which comes after those before.
    mutating func add(_ text: String, file: String) {
        var section = ""
        var pending: (line: Int, text: String)?
        for (index, raw) in Self.lines(text).enumerated() {
            let line = Self.trimmed(raw)
            if line.first == "#" || line.first == ";" { continue }
            var whole = (line: index + 1, text: line)
            if let before = pending { whole = (before.line, "\(before.text) \(line)") }
            pending = nil
            // A backslash at its end: it goes on in the next.
            if whole.text.hasSuffix("\\") {
                pending = (whole.line, Self.trimmed(whole.text.dropLast()))
                continue
            }
            read(whole.text, "\(file):\(whole.line)", &section)
        }
        if let pending { read(pending.text, "\(file):\(pending.line)", &section) }
    }

    private mutating func read(_ text: String, _ place: String, _ section: inout String) {
        if text.isEmpty { return }
        if text.hasPrefix("["), text.hasSuffix("]") {
            section = String(text.dropFirst().dropLast())
        } else if let equals = text.firstIndex(of: "=") {
            settings.append(
                Setting(
                    place: place, section: section, name: Self.trimmed(text[..<equals]),
                    value: Self.trimmed(text[text.index(after: equals)...])))
        } else {
            faults.append(place)
        }
    }

    private static func lines(_ text: String) -> [Substring] {
        text.split(omittingEmptySubsequences: false) { $0 == "\n" || $0 == "\r\n" }
    }

    private static func trimmed(_ text: Substring) -> String {
        var text = text.drop(while: \.isWhitespace)
        while text.last?.isWhitespace == true { text.removeLast() }
        return String(text)
    }

    /// The last value of a setting; nil if it is not given, or taken back by an empty one.
    func value(_ section: String, _ name: String) -> String? {
        settings.last { $0.section == section && $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The settings of a section that count: an empty one of those that start a timer takes all of them before it back,
    /// whatever their names (systemd.timer(5)).
    func effective(_ section: String) -> [Setting] {
        let all = settings.filter { $0.section == section }
        guard let reset = all.lastIndex(where: { $0.value.isEmpty && Self.startsTimer($0.name) }) else { return all }
        return all.enumerated().filter { $0.offset > reset || !Self.startsTimer($0.element.name) }.map(\.element)
    }

    private static func startsTimer(_ name: String) -> Bool {
        name == "OnCalendar" || name.hasPrefix("On") && name.hasSuffix("Sec")
    }

    /// A setting that is yes or no.
    func isOn(_ section: String, _ name: String) -> Bool {
        ["1", "yes", "y", "true", "t", "on"].contains(value(section, name)?.lowercased() ?? "")
    }

    /// A length of time as systemd writes it, such as `1h 30min` or `90`, in milliseconds; `nil` if it is malformed.
    static func milliseconds(_ text: String) -> Int64? {
        let units: [(names: [String], milliseconds: Double)] = [
            (["us", "usec", "µs", "μs"], 0.001), (["ms", "msec"], 1),
            (["", "s", "sec", "second", "seconds"], 1000), (["m", "min", "minute", "minutes"], 60_000),
            (["h", "hr", "hour", "hours"], 3_600_000), (["d", "day", "days"], 86_400_000),
            (["w", "week", "weeks"], 604_800_000), (["M", "month", "months"], 2_629_800_000),
            (["y", "year", "years"], 31_557_600_000),
        ]
        var rest = Substring(trimmed(text[...]))
        var total = 0.0
        guard !rest.isEmpty else { return nil }
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[number.endIndex...].drop(while: \.isWhitespace)
            let name = rest.prefix { $0.isLetter }
            rest = rest[name.endIndex...].drop(while: \.isWhitespace)
            guard let value = Double(number), let unit = units.first(where: { $0.names.contains(String(name)) }) else {
                return nil
            }
            total += value * unit.milliseconds
        }
        return total < 1e15 ? Int64(total.rounded()) : nil
    }
}
