import TaskModel
import Testing
import TimekeepingTesting

@testable import Executor

@Suite("The plan of workers") struct WorkerPlanTests {
    private func run(_ number: UInt64) -> RunID { RunID(high: 1, low: number) }

    @Test func `gives each run a worker of its own while there are any, and the next takes one that is free`() {
        var plan = WorkerPlan(capacity: 2)
        #expect(plan.seat(run(1), alone: false, uptime: .zero) == .init(worker: 1, isNew: true))
        #expect(plan.seat(run(2), alone: false, uptime: .zero) == .init(worker: 2, isNew: true))
        #expect(plan.seat(run(3), alone: false, uptime: .zero) == nil)
        #expect(plan.leave(run(1), 1, isBusy: false, uptime: .zero) == false)
        #expect(plan.seat(run(3), alone: false, uptime: .zero) == .init(worker: 1, isNew: false))
    }

    @Test func `lets runs join those that have been under way for a while, evenly`() {
        var plan = WorkerPlan(capacity: 2, joinDelay: .milliseconds(200))
        _ = plan.seat(run(1), alone: false, uptime: .zero)
        _ = plan.seat(run(2), alone: false, uptime: .zero)
        #expect(plan.seat(run(3), alone: false, uptime: .milliseconds(199)) == nil)
        #expect(plan.seat(run(3), alone: false, uptime: .milliseconds(200))?.worker == 1)
        #expect(plan.seat(run(4), alone: false, uptime: .milliseconds(200))?.worker == 2)
        #expect(plan.seat(run(5), alone: false, uptime: .milliseconds(399)) == nil)
        #expect(plan.seat(run(5), alone: false, uptime: .milliseconds(400))?.worker == 1)
        #expect(Set(plan.died(1, uptime: .seconds(1)).keys) == [run(1), run(3), run(5)])
        #expect(plan.died(1, uptime: .seconds(1)).isEmpty)
    }

    @Test func `lets no run join one that must be alone, and has workers in reserve for it`() {
        var plan = WorkerPlan(capacity: 1, reserve: 1, joinDelay: .zero)
        #expect(plan.seat(run(1), alone: false, uptime: .zero)?.worker == 1)
        #expect(plan.seat(run(2), alone: true, uptime: .zero) == .init(worker: 2, isNew: true))
        #expect(plan.seat(run(3), alone: true, uptime: .zero) == nil)
        #expect(plan.seat(run(4), alone: false, uptime: .zero)?.worker == 1)
        #expect(plan.seat(run(5), alone: false, uptime: .zero)?.worker == 1)
        // When it is idle again, any run may use it.
        _ = plan.leave(run(2), 2, isBusy: false, uptime: .zero)
        #expect(plan.seat(run(6), alone: false, uptime: .zero)?.worker == 2)
        #expect(plan.seat(run(7), alone: false, uptime: .zero)?.worker == 2)
    }

    @Test func `ends a worker that may be busy with a run that was given up, once its others are over`() {
        var plan = WorkerPlan(capacity: 1, joinDelay: .zero)
        _ = plan.seat(run(1), alone: false, uptime: .zero)
        _ = plan.seat(run(2), alone: false, uptime: .zero)
        #expect(plan.leave(run(1), 1, isBusy: true, uptime: .zero) == false)
        #expect(plan.seat(run(3), alone: false, uptime: .seconds(1)) == nil)
        #expect(plan.leave(run(2), 1, isBusy: false, uptime: .zero) == true)
        #expect(plan.workerCount == 0)
    }

    @Test func `ends a worker that has had nothing to do for long`() {
        var plan = WorkerPlan(capacity: 2, idleTimeout: .seconds(10))
        _ = plan.seat(run(1), alone: false, uptime: .zero)
        _ = plan.seat(run(2), alone: false, uptime: .zero)
        _ = plan.leave(run(1), 1, isBusy: false, uptime: .seconds(5))
        #expect(plan.takeIdle(uptime: .milliseconds(14_999)).isEmpty)
        #expect(plan.takeIdle(uptime: .seconds(15)) == [1])
        #expect(plan.workerCount == 1)
    }
}
