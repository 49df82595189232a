internal import Foundation
internal import Timekeeping

/// The HTTP field `Retry-After` (RFC 9110 section 10.2.3).
enum RetryAfter {
    /// - Parameter value: seconds, or an HTTP date.
    /// - Returns: seconds from `now`, not below zero; nil where the value is neither.
    static func seconds(_ value: String, now: Timestamp) -> Double? {
        let value = value.trimmingCharacters(in: .whitespaces)
        if let seconds = UInt32(value) { return Double(seconds) }
        let formatter = DateFormatter()
        formatter.locale = Locale(identifier: "en_US_POSIX")
        formatter.timeZone = TimeZone(secondsFromGMT: 0)
        // The one form that is sent, and the two obsolete ones that must be understood (RFC 9110 section 5.6.7).
        for format in ["EEE, dd MMM yyyy HH:mm:ss 'GMT'", "EEEE, dd-MMM-yy HH:mm:ss 'GMT'", "EEE MMM d HH:mm:ss yyyy"] {
            formatter.dateFormat = format
            if let date = formatter.date(from: value) {
                return max(0, date.timeIntervalSince1970 - Double(now.milliseconds) / 1000)
            }
        }
        return nil
    }
}
