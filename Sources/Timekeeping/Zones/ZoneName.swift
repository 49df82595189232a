internal import Foundation

/// Checks names of time zones that users give.
public enum ZoneName {
    /// The error for a name that is not a ``Zone``, with a suggestion if possible.
    ///
    /// An abbreviation or an offset is not a zone, since it does not tell when the clocks change.
    public static func problem(with name: String) -> String {
        let expected = "must be an IANA name such as Europe/Berlin, or UTC"
        guard let hint = hint(for: name) else { return expected }
        return "\(expected); \(hint)"
    }

    private static func hint(for name: String) -> String? {
        guard !name.isEmpty, name.utf8.count <= 64 else { return nil }
        if let offset = offset(name) { return offset }
        let upper = name.uppercased()
        if let place = abbreviations[upper] {
            return "\(upper) is an abbreviation that does not say when clocks change: give a place such as \(place)"
        }
        return place(like: name).map { "did you mean \($0)?" }
    }

    /// The zone whose name differs only in case or spaces, or the zone of a city.
    private static func place(like name: String) -> String? {
        let wanted = name.lowercased().replacing(" ", with: "_")
        let known = TimeZone.knownTimeZoneIdentifiers + ["UTC"]
        let found =
            known.first { $0.lowercased() == wanted } ?? known.first { $0.lowercased().hasSuffix("/" + wanted) }
            ?? WindowsZones.places.keys.sorted().first { $0.lowercased() == name.lowercased() }
        // Only a name that is accepted.
        return found.flatMap { Zone(identifier: $0)?.identifier }
    }

    /// The error for an offset such as `+02:00`, `UTC+2` or `GMT-5`; `nil` if the name is something else.
    private static func offset(_ name: String) -> String? {
        var rest = name.uppercased()[...]
        for prefix in ["UTC", "GMT"] where rest.hasPrefix(prefix) { rest = rest.dropFirst(3) }
        guard let sign = rest.first, sign == "+" || sign == "-" else { return nil }
        let digits = rest.dropFirst().filter { $0 != ":" }
        guard 1...4 ~= digits.count, digits.allSatisfy(\.isASCII), let number = Int(digits) else { return nil }
        let (hours, minutes) = digits.count <= 2 ? (number, 0) : (number / 100, number % 100)
        let why = "an offset does not say when clocks change: give a place"
        guard minutes == 0, 1...12 ~= hours else { return why }
        // POSIX counts hours west of Greenwich, so its signs are reversed.
        return "\(why), or Etc/GMT\(sign == "+" ? "-" : "+")\(hours), which is always UTC\(sign)\(hours)"
    }

    private static let abbreviations = [
        "CET": "Europe/Berlin", "CEST": "Europe/Berlin", "MET": "Europe/Berlin", "MEZ": "Europe/Berlin",
        "MESZ": "Europe/Berlin", "WET": "Europe/Lisbon", "WEST": "Europe/Lisbon", "EET": "Europe/Helsinki",
        "EEST": "Europe/Helsinki", "BST": "Europe/London", "MSK": "Europe/Moscow", "EST": "America/New_York",
        "EDT": "America/New_York", "ET": "America/New_York", "CST": "America/Chicago", "CDT": "America/Chicago",
        "CT": "America/Chicago", "MST": "America/Denver", "MDT": "America/Denver", "MT": "America/Denver",
        "PST": "America/Los_Angeles", "PDT": "America/Los_Angeles", "PT": "America/Los_Angeles",
        "AKST": "America/Anchorage", "HST": "Pacific/Honolulu", "IST": "Asia/Kolkata", "JST": "Asia/Tokyo",
        "KST": "Asia/Seoul", "SGT": "Asia/Singapore", "AEST": "Australia/Sydney", "AEDT": "Australia/Sydney",
        "AWST": "Australia/Perth", "NZST": "Pacific/Auckland", "NZDT": "Pacific/Auckland",
        "SAST": "Africa/Johannesburg",
    ]
}
