import Recurrence
import Timekeeping

/// A point in time as users type it.
///
/// - RFC 3339, with an offset or without one; the `T` may be a space, and seconds may be left out.
/// - `now`, `15:00` (the next time clocks show it), `today 15:00`, `tomorrow 09:00`, `friday 09:00`.
struct MomentText: Hashable, Sendable {
    /// The form that the API accepts: RFC 3339, local if ``isLocal``.
    let rfc3339: String
    /// Whether it depends on a zone: then the request must name the zone.
    let isLocal: Bool
    /// The instant that it stands for.
    let instant: Timestamp

    /// - Parameters:
    /// - zone: the zone of a local time.
    /// - Throws: ``Failure`` with the name of the flag if the text is not a time.
    init(_ text: String, flag: String, now: Timestamp, zone: Zone) throws {
        if text.lowercased() == "now" {
            self.init(instant: now)
            return
        }
        let completed = Self.completed(text)
        do {
            self.init(instant: try Timestamp(rfc3339: completed), as: completed)
            return
        } catch  where error.code != .malformed && error.code != .missingOffset {
            throw Failure(.usage, "\(flag): \"\(text)\" \(error.message)")
        } catch {}
        if let local = try Self.local(completed, flag: flag) ?? Self.named(text, now: now, zone: zone) {
            self.init(
                rfc3339: local.millisecond == 0 ? String(local.description.prefix(19)) : local.description,
                isLocal: true, instant: zone.instant(of: local))
            return
        }
        throw Failure(
            .usage, "\(flag): \"\(text)\" is not a time",
            hint: "write one such as 2026-06-10T15:00:00Z, \"2026-06-10 15:00\", \"tomorrow 09:00\" or 15:00")
    }

    private init(instant: Timestamp, as text: String? = nil) {
        self.init(rfc3339: text ?? instant.rfc3339, isLocal: false, instant: instant)
    }

    private init(rfc3339: String, isLocal: Bool, instant: Timestamp) {
        self.rfc3339 = rfc3339
        self.isLocal = isLocal
        self.instant = instant
    }

    /// Completes `2026-06-10 15:00` to `2026-06-10T15:00:00`; the text after the minutes stays.
    private static func completed(_ text: String) -> String {
        var characters = Array(text)
        guard characters.count >= 16, characters[4] == "-", characters[13] == ":" else { return text }
        if characters[10] == " " { characters[10] = "T" }
        if characters.count == 16 || characters[16] != ":" { characters.insert(contentsOf: ":00", at: 16) }
        return String(characters)
    }

    private static func local(_ text: String, flag: String) throws -> LocalDateTime? {
        do {
            return try LocalDateTime(parsing: text)
        } catch  where error.code != .malformed {
            throw Failure(.usage, "\(flag): \"\(text)\" \(error.message)")
        } catch {
            return nil
        }
    }

    private static let weekdays = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"]

    /// The time that words such as `tomorrow 09:00` name; `nil` if they are unknown.
    private static func named(_ text: String, now: Timestamp, zone: Zone) -> LocalDateTime? {
        let words = text.lowercased().split(separator: " ")
        guard let time = words.last.flatMap({ millisecondOfDay($0) }), words.count <= 2 else { return nil }
        let local = zone.local(of: now)
        let today = local.date.daysSinceEpoch
        let day: Int
        switch words.count == 2 ? words[0] : "" {
        case "": day = time > local.millisecondOfDay ? today : today + 1
        case "today": day = today
        case "tomorrow": day = today + 1
        case let word:
            guard word.count >= 3, let index = weekdays.firstIndex(where: { $0.hasPrefix(word) }) else { return nil }
            // 1970-01-01 was a Thursday. Today counts only if the time is still to come.
            let distance = (index - (today + 3) % 7 + 7) % 7
            day = today + (distance == 0 && time <= local.millisecondOfDay ? 7 : distance)
        }
        return LocalDateTime(date: CivilDate(daysSinceEpoch: day), millisecondOfDay: time)
    }

    private static func millisecondOfDay(_ text: Substring) -> Int64? {
        let parts = text.split(separator: ":", omittingEmptySubsequences: false)
        let numbers = parts.compactMap { $0.allSatisfy { $0.isASCII && $0.isNumber } ? Int64($0) : nil }
        guard (2...3).contains(parts.count), numbers.count == parts.count, numbers[0] <= 23,
            numbers.dropFirst().allSatisfy({ $0 <= 59 })
        else { return nil }
        return ((numbers[0] * 60 + numbers[1]) * 60 + (numbers.count == 3 ? numbers[2] : 0)) * 1000
    }
}

/// A duration as users type it, `10m`, `2h30m`, `1d`, or in ISO 8601.
struct DurationText: Hashable, Sendable {
    /// The form that the API accepts: `PT10M`.
    let iso: String

    /// - Throws: ``Failure`` with the name of the flag if the text has neither form.
    init(_ text: String, flag: String) throws {
        let iso = text.first == "P" || text.first == "p" ? text.uppercased() : Self.iso(text)
        guard let iso, (try? ISODuration.instant(iso, after: Timestamp(milliseconds: 0), in: .utc)) != nil else {
            throw Failure(
                .usage, "\(flag): \"\(text)\" is not a duration",
                hint: "write one such as 10m, 2h30m, 1d, 1w, or as in ISO 8601: PT10M")
        }
        self.iso = iso
    }

    /// The length; months and years count from the start of 1970.
    var duration: Duration { instant(after: Timestamp(milliseconds: 0)).duration(since: Timestamp(milliseconds: 0)) }

    /// The time that is later than `start` by this duration.
    func instant(after start: Timestamp, in zone: Zone = .utc) -> Timestamp {
        (try? ISODuration.instant(iso, after: start, in: zone)) ?? start
    }

    /// Parses a duration in whole seconds: `30`, `30s` and `2m`.
    ///
    /// - Throws: ``Failure`` with the name of the flag if the text is malformed or has a fraction of a second.
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

    /// The ISO form of `2h30m`; `nil` if the text is malformed. Each unit comes once, the longest first.
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
