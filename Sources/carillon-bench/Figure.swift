/// One measured value beside what it should reach and what the machine allows.
struct Figure: Sendable {
    /// What the value has to be.
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

    /// The physical limit: what a part of the stack does alone, in the unit of the figure.
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
