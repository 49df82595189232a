import Foundation

/// What a figure is counted in.
enum Unit: String, Sendable {
    case perSecond = "/s"
    case microseconds = "µs"
    case milliseconds = "ms"
    case seconds = "s"
    case megabytes = "MB"
    case count = ""
    case times = "times"

    /// A value with as many digits as it is worth, and its unit.
    func text(_ value: Double) -> String {
        let digits =
            switch self {
            case .perSecond, .megabytes, .count: 0
            case .microseconds, .milliseconds, .seconds, .times: 2
            }
        let number = value.formatted(
            .number.precision(.fractionLength(digits)).locale(Locale(identifier: "en_US_POSIX")).grouping(.automatic))
        return self == .count ? number : "\(number) \(rawValue)"
    }
}
