import Timekeeping

/// A point in time as people type it.
///
/// - RFC 3339, with an offset or without one; the `T` may be a space, and seconds may be left out.
/// - `now`, `15:00` (the next time clocks show it), `today 15:00`, `tomorrow 09:00`, `friday 09:00`.
struct MomentText: Hashable, Sendable {
    /// What the API takes: RFC 3339, local where ``isLocal``.
    let rfc3339: String
    /// Whether it depends on a zone, which the request must then name.
    let isLocal: Bool
    /// Which instant that is.
    let instant: Timestamp

    /// - Parameters:
    ///   - zone: whose clocks a local time means.
    /// - Throws: ``Failure`` that names the flag, where the text is no time.
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

    /// `2026-06-10 15:00` as `2026-06-10T15:00:00`; what is after the minutes stays.
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

    /// The time that words name; nil where they are none of those that are known.
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
            // 1970-01-01 was a Thursday. The day that is today counts only while its time is still to come.
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
