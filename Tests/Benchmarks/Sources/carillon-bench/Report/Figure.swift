import Foundation

/// One measured value, its target, and the limit that the machine sets.
struct Figure: Sendable {
    /// The bound that the value must keep.
    enum Target: Sendable {
        case atLeast(Double)
        case atMost(Double)

        func isMet(by value: Double) -> Bool {
            switch self {
            case .atLeast(let bound): value >= bound
            case .atMost(let bound): value <= bound
            }
        }

        var bound: Double {
            switch self {
            case .atLeast(let bound), .atMost(let bound): bound
            }
        }
    }

    /// The physical limit: the value that a part of the stack reaches alone, in the unit of the figure.
    struct Limit: Sendable {
        var value: Double
        /// Which part, and doing what.
        var what: String
    }

    var name: String
    var value: Double
    var unit: Unit
    var target: Target?
    var limit: Limit?

    init(_ name: String, _ value: Double, _ unit: Unit, target: Target? = nil, limit: Limit? = nil) {
        self.name = name
        self.value = value
        self.unit = unit
        self.target = target
        self.limit = limit
    }

    /// The value as a share of the limit: near 1 means that the stack adds nothing.
    var ratio: Double? {
        guard let limit, limit.value > 0 else { return nil }
        return value / limit.value
    }

    var isMet: Bool? { target.map { $0.isMet(by: value) } }
}

/// The unit of a figure.
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
