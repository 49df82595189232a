/// How many runs of an action began and ended lately: counted in steps of a few seconds over a minute.
struct RunRates: Sendable, Hashable {
    static let step = Duration.seconds(5)
    static let steps = 12

    /// What happened in one step.
    struct Counts: Sendable, Hashable {
        var claimed = 0
        var succeeded = 0
        var failed = 0
    }

    /// One for each step of the minute; a step's number is its place, and `numbers` tells of which minute it is.
    private var counts = [Counts](repeating: Counts(), count: steps)
    private var numbers = [Int](repeating: -1, count: steps)

    /// - Parameter uptime: of the clock, which never steps.
    mutating func update(at uptime: Duration, _ change: (inout Counts) -> Void) {
        let number = Int(uptime / Self.step)
        let place = number % Self.steps
        if numbers[place] != number {
            numbers[place] = number
            counts[place] = Counts()
        }
        change(&counts[place])
    }

    /// What happened in the last minute, or nearly so.
    func lastMinute(at uptime: Duration) -> Counts {
        let now = Int(uptime / Self.step)
        return zip(numbers, counts).filter { number, _ in number > now - Self.steps && number <= now }
            .reduce(into: Counts()) { sum, step in
                sum.claimed += step.1.claimed
                sum.succeeded += step.1.succeeded
                sum.failed += step.1.failed
            }
    }
}
