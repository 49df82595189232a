/// How likely things go wrong, at each occasion.
struct Faults {
    /// The scheduler dies.
    var crash = 0.0
    /// The store refuses a write, its disk being full.
    var diskFull = 0.0
    /// A published message is not confirmed; it was taken, or was not.
    var unconfirmed = 0.0
    /// A message is delivered twice.
    var doubled = 0.0
    /// A request or a reply is lost.
    var lostCall = 0.0
    /// An executor dies.
    var executorCrash = 0.0

    static let none = Faults()

    /// Rates for one run: some runs are calm, some are not.
    init(_ dice: Dice) {
        crash = dice.pick([0, 0.001, 0.005, 0.02])
        diskFull = dice.pick([0, 0, 0.02])
        unconfirmed = dice.pick([0, 0.01, 0.1])
        doubled = dice.pick([0, 0.01, 0.1])
        lostCall = dice.pick([0, 0.05])
        executorCrash = dice.pick([0, 0.01, 0.1])
    }

    private init() {}
}
