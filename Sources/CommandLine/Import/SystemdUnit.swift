/// A unit file of systemd: sections with settings, each of which may be given several times.
struct SystemdUnit: Sendable {
    struct Setting: Hashable, Sendable {
        /// The file and the line, for messages.
        var place: String
        var section: String
        var name: String
        var value: String
    }

    private(set) var settings: [Setting] = []
    /// The places of lines that are not settings.
    private(set) var faults: [String] = []

    /// - Parameter file: the path of the file, for messages.
    init(parsing text: String, file: String) {
        add(text, file: file)
    }

    /// Reads another file of the unit: its settings come after the earlier ones.
    mutating func add(_ text: String, file: String) {
        var section = ""
        var pending: (line: Int, text: String)?
        for (index, raw) in Self.lines(text).enumerated() {
            let line = Self.trimmed(raw)
            if line.first == "#" || line.first == ";" { continue }
            var whole = (line: index + 1, text: line)
            if let before = pending { whole = (before.line, "\(before.text) \(line)") }
            pending = nil
            // A backslash at the end continues the line.
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

    /// The last value of a setting; `nil` if it is missing or reset by an empty value.
    func value(_ section: String, _ name: String) -> String? {
        settings.last { $0.section == section && $0.name == name }.flatMap { $0.value.isEmpty ? nil : $0.value }
    }

    /// The effective settings of a section: an empty value of a setting that starts the timer resets all such settings
    /// before it, whatever their names (systemd.timer(5)).
    func effective(_ section: String) -> [Setting] {
        let all = settings.filter { $0.section == section }
        guard let reset = all.lastIndex(where: { $0.value.isEmpty && Self.startsTimer($0.name) }) else { return all }
        return all.enumerated().filter { $0.offset > reset || !Self.startsTimer($0.element.name) }.map(\.element)
    }

    private static func startsTimer(_ name: String) -> Bool {
        name == "OnCalendar" || name.hasPrefix("On") && name.hasSuffix("Sec")
    }

    /// The value of a boolean setting.
    func isOn(_ section: String, _ name: String) -> Bool {
        ["1", "yes", "y", "true", "t", "on"].contains(value(section, name)?.lowercased() ?? "")
    }

    /// Parses a duration as systemd writes it, such as `1h 30min` or `90`, in milliseconds; `nil` if it is malformed.
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

/// The timers of a folder of unit files, each with its drop-in files.
struct SystemdFolder: Sendable {
    /// A timer: its own file, and then the drop-ins.
    struct Timer: Sendable {
        /// The name without the folder.
        var name: String
        var path: String
        var unit: SystemdUnit
    }

    let path: String
    private(set) var timers: [Timer] = []
    /// Files that can't be read or that belong to no timer here, each with the reason.
    private(set) var faults: [(path: String, message: String)] = []

    /// - Parameters:
    /// - names: the names of the files in the folder.
    /// - list: returns the names in another folder; `nil` if it does not exist.
    /// - read: returns the text of a file.
    init(
        _ path: String, names: [String], list: (String) throws -> [String]?, read: (String) throws -> String
    ) {
        self.path = path
        for name in names.sorted() where name.hasSuffix(".timer") {
            let file = "\(path)/\(name)"
            do {
                var timer = Timer(name: name, path: file, unit: SystemdUnit(parsing: try read(file), file: file))
                for file in dropIns(of: name, among: names, list) {
                    do { timer.unit.add(try read(file), file: file) } catch { fail(file, error) }
                }
                timers.append(timer)
            } catch {
                fail(file, error)
            }
        }
        for name in names.sorted() where name.hasSuffix(".timer.d") && !names.contains(String(name.dropLast(2))) {
            // A name that ends with a dash applies to all timers that begin with it.
            guard !name.hasSuffix("-.timer.d") else { continue }
            for file in configurations("\(path)/\(name)", list) {
                faults.append((file, "\(name.dropLast(2)) is not in this folder: import the folder that contains it"))
            }
        }
    }

    private mutating func fail(_ file: String, _ error: any Error) {
        let message = (error as? Failure)?.message ?? "\(error)"
        faults.append((file, message.contains("UTF-8") ? "it is not in UTF-8" : "it can't be read, or it is masked"))
    }

    /// The drop-ins of a timer in `a-b.timer.d`, `a-.timer.d` and `timer.d` (systemd.unit(5)): a file hides files of
    /// the same name in later folders, and all are read in the order of their names.
    private func dropIns(of timer: String, among names: [String], _ list: (String) throws -> [String]?) -> [String] {
        var folders = ["\(timer).d"]
        var stem = timer.dropLast(".timer".count)
        while let dash = stem.dropLast().lastIndex(of: "-") {
            stem = stem[...dash]
            folders.append("\(stem).timer.d")
        }
        folders.append("timer.d")
        var files: [String: String] = [:]
        for folder in folders where names.contains(folder) {
            for file in configurations("\(path)/\(folder)", list) {
                let name = String(file.split(separator: "/").last ?? "")
                files[name] = files[name] ?? file
            }
        }
        return files.sorted { $0.key < $1.key }.map(\.value)
    }

    private func configurations(_ folder: String, _ list: (String) throws -> [String]?) -> [String] {
        ((try? list(folder)) ?? []).filter { $0.hasSuffix(".conf") }.sorted().map { "\(folder)/\($0)" }
    }
}
