internal import Timekeeping

/// Dates in HTTP fields, in any of the forms of RFC 9110 section 5.6.7 and in those that servers send instead.
///
/// It is the algorithm of RFC 6265 section 5.1.1, by which browsers read the dates of cookies: tokens in any order, the
/// name of the weekday not looked at. On top of that an offset such as `+0200` counts, as do the zones that RFC 5322 knows
/// by name (section 4.3), seconds may be missing, and RFC 3339 is understood.
enum HTTPDate {
    /// - Returns: `nil` if the text is no date.
    static func read(_ text: String) -> Timestamp? {
        if let instant = try? Timestamp(rfc3339: text) { return instant }
        guard text.utf8.count <= 128 else { return nil }
        var reading = Reading()
        for token in tokens(of: text) where !reading.take(token) { return nil }
        return reading.instant
    }

    private struct Token {
        var text: Substring
        /// 1 or -1 if a sign stands before it, else 0.
        var sign: Int
    }

    /// What delimiters of RFC 6265 leave, with the sign before it.
    private static func tokens(of text: String) -> [Token] {
        var tokens: [Token] = []
        var start: String.Index?
        var sign = 0
        func isPart(_ character: Character) -> Bool {
            character.isASCII && (character.isLetter || character.isNumber || character == ":") || !character.isASCII
        }
        func end(_ text: Substring) -> Bool {
            tokens.append(Token(text: text, sign: sign))
            // The hyphen in 06-Nov-1994 is no sign, that in GMT-0500 is.
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
        /// In minutes east of Greenwich.
        private var offset = 0

        private static let months = [
            "jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec",
        ]

        /// In hours east of Greenwich.
        static let zones = [
            "gmt": 0, "utc": 0, "ut": 0, "z": 0, "est": -5, "edt": -4, "cst": -6, "cdt": -5, "mst": -7, "mdt": -6,
            "pst": -8, "pdt": -7,
        ]

        /// Hours and minutes, such as `0530` or `05:30`.
        private static func offset(_ text: Substring) -> Int? {
            let digits = text.filter { $0 != ":" }
            let isWritten = text.count == 4 && digits.count == 4 || text.count == 5 && text.dropFirst(2).first == ":"
            return isWritten && digits.count == 4 && digits.allSatisfy { $0.isASCII && $0.isNumber } ? Int(digits) : nil
        }

        /// - Returns: whether the token may be there; what means nothing may.
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
