import Recurrence
import Timekeeping

/// A length of time as people type it, `10m`, `2h30m`, `1d`, or as ISO 8601 writes it.
struct DurationText: Hashable, Sendable {
    /// What the API takes: `PT10M`.
    let iso: String

    /// - Throws: ``Failure`` that names the flag, where the text is neither form.
    init(_ text: String, flag: String) throws {
        let iso = text.first == "P" || text.first == "p" ? text.uppercased() : Self.iso(text)
        guard let iso, (try? ISODuration.instant(iso, after: Timestamp(milliseconds: 0), in: .utc)) != nil else {
            throw Failure(
                .usage, "\(flag): \"\(text)\" is not a length of time",
                hint: "write one such as 10m, 2h30m, 1d, 1w, or as in ISO 8601: PT10M")
        }
        self.iso = iso
    }

    /// How long it is; months and years count from the start of 1970.
    var duration: Duration { instant(after: Timestamp(milliseconds: 0)).duration(since: Timestamp(milliseconds: 0)) }

    /// The time that is later than `start` by this.
    func instant(after start: Timestamp, in zone: Zone = .utc) -> Timestamp {
        (try? ISODuration.instant(iso, after: start, in: zone)) ?? start
    }

    /// In whole seconds: `30`, `30s` and `2m` are taken.
    ///
    /// - Throws: ``Failure`` that names the flag.
    static func seconds(_ text: String, flag: String) throws -> Int {
        if let seconds = Int(text) { return seconds }
        let (seconds, attoseconds) = try DurationText(text, flag: flag).duration.components
        guard attoseconds == 0 else { throw Failure(.usage, "\(flag) must be whole seconds; it is \(text)") }
        return Int(seconds)
    }

    private static let units: [(names: [String], letter: String, isTime: Bool)] = [
        (["y"], "Y", false), (["mo"], "M", false), (["w"], "W", false), (["d"], "D", false),
        (["h"], "H", true), (["m", "min"], "M", true), (["s", "sec"], "S", true),
    ]

    /// The ISO form of `2h30m`; nil where it is something else. Units come once, the longest first.
    private static func iso(_ text: String) -> String? {
        var rest = text.lowercased()[...]
        var remaining = units[...]
        var (date, time) = ("", "")
        while !rest.isEmpty {
            let number = rest.prefix { $0.isASCII && ($0.isNumber || $0 == ".") }
            rest = rest[number.endIndex...]
            let name = rest.prefix { $0.isLetter }
            rest = rest[name.endIndex...]
            guard !number.isEmpty, let index = remaining.firstIndex(where: { $0.names.contains(String(name)) }) else {
                return nil
            }
            let unit = remaining[index]
            remaining = remaining[(index + 1)...]
            if unit.isTime { time += number + unit.letter } else { date += number + unit.letter }
        }
        guard !date.isEmpty || !time.isEmpty else { return nil }
        return "P\(date)" + (time.isEmpty ? "" : "T\(time)")
    }
}
