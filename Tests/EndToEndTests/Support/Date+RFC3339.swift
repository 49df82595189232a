import Foundation

extension Date {
    private static let style = Date.ISO8601FormatStyle(includingFractionalSeconds: true)

    /// With milliseconds, in UTC.
    var rfc3339: String { formatted(Self.style) }

    init(rfc3339 text: String) throws {
        self = try Date(text, strategy: Self.style)
    }

    /// The next full minute after this.
    var startOfNextMinute: Date {
        Date(timeIntervalSince1970: ((timeIntervalSince1970 / 60).rounded(.down) + 1) * 60)
    }
}
