internal import Timekeeping

/// The HTTP field `Retry-After` (RFC 9110 section 10.2.3), read as tolerantly as browsers read dates.
enum RetryAfter {
    /// The longest wait that is taken, in seconds; more counts as this.
    static let longest = 86_400.0

    /// - Parameter value: seconds, perhaps with a fraction, or a date.
    /// - Returns: seconds from `now`, 0 to ``longest``; `nil` if the value is neither, or negative.
    static func seconds(_ value: String, now: Timestamp) -> Double? {
        let value = value.trimmingPrefix { $0 == " " || $0 == "\t" }
        let digits = value.prefix { $0.isASCII && $0.isNumber }
        let rest = value[digits.endIndex...].drop { $0 == " " || $0 == "\t" }
        if !digits.isEmpty, rest.isEmpty || isFraction(rest) {
            // Of the text without its zeros: no number of digits is too many.
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
