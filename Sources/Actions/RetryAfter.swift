internal import Timekeeping

/// Reads the HTTP field `Retry-After` (RFC 9110 section 10.2.3), as tolerantly as browsers read dates.
enum RetryAfter {
    /// The longest wait, in seconds; a longer one counts as this.
    static let longest = 86_400.0

    /// - Parameter value: seconds, perhaps with a fraction, or a date.
    /// - Returns: seconds from `now`, 0 to ``longest``; `nil` if the value is neither, or negative.
    static func seconds(_ value: String, now: Timestamp) -> Double? {
        let value = value.trimmingPrefix { $0 == " " || $0 == "\t" }
        let digits = value.prefix { $0.isASCII && $0.isNumber }
        let rest = value[digits.endIndex...].drop { $0 == " " || $0 == "\t" }
        if !digits.isEmpty, rest.isEmpty || isFraction(rest) {
            // Without leading zeros, so that any number of digits is accepted.
            let significant = digits.drop { $0 == "0" }
            guard significant.count <= 6 else { return longest }
            return min(longest, Double("0\(significant)\(rest)") ?? 0)
        }
        guard let date = HTTPDate.read(String(value)) else { return nil }
        return min(longest, max(0, Double(date.milliseconds - now.milliseconds) / 1000))
    }

    private static func isFraction(_ text: Substring) -> Bool {
        text.first == "." && text.count > 1 && text.dropFirst().allSatisfy { $0.isASCII && $0.isNumber }
    }
}

/// Reads dates in HTTP fields, in the forms of RFC 9110 section 5.6.7 and in those that servers send instead.
///
/// The algorithm is that of RFC 6265 section 5.1.1, by which browsers read the dates of cookies: tokens in any order,
/// without the name of the weekday. In addition it reads offsets such as `+0200` and the zones that RFC 5322 section 4.3
/// names, dates without seconds, and RFC 3339.
enum HTTPDate {
    /// - Returns: `nil` if the text is not a date.
    static func read(_ text: String) -> Timestamp? {
        if let instant = try? Timestamp(rfc3339: text) { return instant }
        guard text.utf8.count <= 128 else { return nil }
        var reading = Reading()
        for token in tokens(of: text) where !reading.take(token) { return nil }
        return reading.instant
    }

    private struct Token {
        var text: Substring
        /// 1 or -1 if a sign precedes it, or else 0.
        var sign: Int
    }

    /// Splits a text at the delimiters of RFC 6265.
    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var start: String.Index?
        var sign = 0
        func isPart(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == ":") || !character.isASCII
        }
        func end(_ text: Substring) -> Bool {
            tokens.append(Token(text: text, sign: sign))
            // The hyphen in 06-Nov-1994 is not a sign, the one in GMT-0500 is.
            return text.contains(":") || Reading.zones[text.lowercased()] != nil
        }
        for index in text.indices {
            if isPart(text[index]) {
                if start == nil { start = index }
                continue
            }
            let maySign = start.map { end(text[$0..<index]) } ?? true
            start = nil
            sign = !maySign ? 0 : text[index] == "+" ? 1 : text[index] == "-" ? -1 : 0
        }
        if let start { _ = end(text[start...]) }
        return tokens
    }

    private struct Reading {
        private var time: (hour: Int, minute: Int, second: Int)?
        private var day: Int?
        private var month: Int?
        private var year: Int?
        /// Minutes east of Greenwich.
        private var offset = 0

        private static let months = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ]

        /// Hours east of Greenwich.
        static let zones = [
            "gmt": 0, "utc": 0, "ut": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
            "pst": -8, "pdt": -7,
        ]

        /// Reads hours and minutes, such as `0530` or `05:30`.
        private static func offset(_ text: Substring) -> Int? {
            let digits = text.filter { $0 != ":" }
            let isWritten = text.count == 4 && digits.count == 4 || text.count == 5 && text.dropFirst(2).first == ":"
            return isWritten && digits.count == 4 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
        }

        /// - Returns: false if the token can't be part of a date. A token without a meaning is skipped.
        mutating func take(_ token: Token) -> Bool {
            let text = token.text
            let digits = text.prefix { $0.isASCII && $0.isNumber }
            if time == nil, text.contains(":") {
                let clock = text.prefix { $0 == ":" || $0.isASCII && $0.isNumber }
                var parts = clock.split(separator: ":", omittingEmptySubsequences: false).map { Int($0) }
                if parts.count == 2 { parts.append(0) }
                guard parts.count == 3, let hour = parts[0], let minute = parts[1], let second = parts[2],
                    (0...23).contains(hour), (0...59).contains(minute), (0...60).contains(second)
                else { return false }
                time = (hour, minute, min(second, 59))
            } else if time != nil, token.sign != 0, let value = Self.offset(text) {
                guard value % 100 < 60, value <= 1400 else { return false }
                offset = token.sign * (value / 100 * 60 + value % 100)
            } else if time != nil, let hours = Self.zones[text.lowercased()] {
                offset = hours * 60
            } else if day == nil, (1...2).contains(digits.count), let value = Int(digits) {
                day = value
            } else if month == nil, digits.isEmpty, text.count >= 3,
                let index = Self.months.firstIndex(of: text.prefix(3).lowercased())
            {
                month = index + 1
            } else if year == nil, [2, 4].contains(digits.count), let value = Int(digits) {
                year = digits.count == 4 ? value : value < 70 ? 2000 + value : 1900 + value
            }
            return true
        }

        var instant: Timestamp? {
            guard let time, let day, let month, let year, year >= 1601,
                let local = try? LocalDateTime(
                    year: year, month: month, day: day, hour: time.hour, minute: time.minute, second: time.second)
            else { return nil }
            return Zone.utc.instant(of: local) - .seconds(offset * 60)
        }
    }
}
