import SimulatedBus

/// One life of the simulated scheduler: from its start to its crash. After that nothing that it does has any effect.
final class Life: SimulatedConnection, @unchecked Sendable {
    private(set) var isOver = false
    private unowned let world: World

    init(_ world: World) {
        self.world = world
    }

    func end() {
        isOver = true
    }

    /// A step that may be the last one.
    ///
    /// - Throws: where the life is over.
    func step() throws {
        if isOver { throw CancellationError() }
        if world.dice.chance(world.faults.crash) {
            world.crash("at a step")
            throw CancellationError()
        }
    }

    func proceeds() -> Bool { (try? step()) != nil }

    func nextBatchLimit() -> Int { 1 + world.dice.below(20) }
}
