import Foundation
import TestSupport
import Testing

@Suite("Fifty kills", .timeLimit(.minutes(20)))
struct ChaosTests {
    private static let concurrency = 50
    private static let kills = 50

    /// Numbers from a seed (an xorshift generator, Marsaglia 2003): the same kills in the same order.
    private struct Dice {
        var state: UInt64

        mutating func roll(_ sides: Int) -> Int {
            state ^= state << 13
            state ^= state >> 7
            state ^= state << 17
            return Int(state % UInt64(sides))
        }
    }

    @Test("of every process, at random moments, lose nothing and leave no task with a wrong end")
    func fifty() async throws {
        let seed = UInt64.random(in: 1 ... .max)
        print("kills from seed \(seed)")
        var dice = Dice(state: seed)
        try await withOwnNode { node in
            let options = StackOptions(node: node, executors: [["CARILLON_CONCURRENCY": "\(Self.concurrency)"]])
            try await withStack(options) { stack in
                Ledger.prepare(stack.receiver)
                async let creation = Ledger.create(2000, in: stack)
                var duplicates = 0
                for kill in 1...Self.kills {
                    // So many more requests, or so many looks, later: whichever comes first.
                    let target = stack.receiver.count + 1 + dice.roll(60)
                    var looks = 10 + dice.roll(40)
                    try await wait(until: "kill \(kill)", timeout: .seconds(60), every: .milliseconds(20)) {
                        looks -= 1
                        return stack.receiver.count >= target || looks <= 0
                    }
                    // The broker takes five seconds to come back, and the others no time at all.
                    switch dice.roll(12) {
                    case 0 where kill % 10 == 0:
                        await node.kill()
                        try await node.restart()
                        duplicates += Self.concurrency
                    case 0...3: try await stack.scheduler.crash()
                    case 4...7:
                        try await stack.executor.crash()
                        duplicates += Self.concurrency
                    default: try await stack.api.crash()
                    }
                }
                for service in stack.services { await service.kill() }
                await node.kill()
                try await node.restart()
                for service in stack.services { try await service.start() }
                duplicates += Self.concurrency
                try await stack.waitUntilReady()
                let ledger = try await creation
                try await ledger.expectTrueEnds(in: stack, duplicates: duplicates)
            }
        }
    }
}
