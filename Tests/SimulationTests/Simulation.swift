import SimulatedBus
import Timekeeping

/// One run from one seed.
struct Simulation {
    struct Result: Sendable {
        var violations: [String]
        /// What happened, as a number: the same for the same seed.
        var trace: UInt64
        var tasks: Int
        var executions: Int
    }

    let seed: UInt64
    /// How many requests the client sends.
    var requests = 25
    /// How many days go by.
    var days = 4
    /// How many turns of the world it may take to come to rest.
    var limit = 100_000
    /// Gives the scheduler a defect.
    var losesClaims = false

    func run() throws -> Result {
        let world = try World(seed: seed)
        world.losesClaims = losesClaims
        world.startScheduler()
        // Some come in a crowd, some over the days.
        for _ in 0..<requests {
            let delay = world.dice.chance(0.5) ? 20_000 : days * 86_400_000
            world.after(world.dice.milliseconds(0...delay)) { world.client.act() }
        }
        plan(world)
        let horizon = Duration.seconds(days * 86_400)
        var turns = 0
        while world.clock.uptime() < horizon, turns < limit {
            world.turn(leap: leap(world, until: horizon))
            turns += 1
        }
        // Now all goes well, and everything that is due comes to its end.
        world.faults = .none
        world.hasConsumers = true
        var calm = 0
        while calm < 3, turns < limit {
            if !world.hasPlans, world.requests.count == 0 { world.client.resumeAll() }
            world.turn(leap: nil)
            let (_, isBusy) = world.outlook()
            calm = isBusy || world.hasPlans ? 0 : calm + 1
            turns += 1
        }
        if calm < 3 { world.violate("it does not come to rest") }
        try Invariants(world).check()
        world.stop()
        return Result(
            violations: world.violations, trace: world.trace, tasks: world.ledger.entries.count,
            executions: world.ledger.executions.count)
    }

    /// The faults that come at a time of their own.
    private func plan(_ world: World) {
        let span = days * 86_400_000
        func sometime(_ body: @escaping () -> Void) {
            world.after(world.dice.milliseconds(0...(world.dice.chance(0.5) ? 30_000 : span)), body)
        }
        for _ in 0..<world.dice.below(4) {
            let pause = world.dice.milliseconds(1000...3 * 86_400_000)
            sometime { world.crash("for a while", pause: pause) }
        }
        if world.dice.chance(0.3) {
            for _ in 0..<2 { sometime { world.loseQueue() } }
        }
        if world.dice.chance(0.3) {
            let pause = world.dice.milliseconds(1000...3_600_000)
            sometime {
                world.hasConsumers = false
                world.after(pause) { world.hasConsumers = true }
            }
        }
        for _ in 0..<world.dice.below(3) { sometime { world.executorCrash() } }
        if world.dice.chance(0.2) {
            let step = world.dice.milliseconds(-3_600_000...3_600_000)
            sometime {
                if step < .zero { world.clockWentBack = true }
                world.note("the clock is set by \(step)")
                world.clock.step(by: step)
            }
        }
    }

    /// How far the clock may leap: to shortly before something is due, where nothing is at work.
    private func leap(_ world: World, until horizon: Duration) -> Duration? {
        let (next, isBusy) = world.outlook()
        guard !isBusy else { return nil }
        let left = horizon - world.clock.uptime()
        guard let next else { return left }
        let gap = Duration.milliseconds(
            next.milliseconds - world.clock.now().milliseconds - Int64(world.dice.below(3000)))
        return min(left, max(gap, .zero))
    }
}
