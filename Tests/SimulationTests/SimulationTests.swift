import Foundation
import Testing

/// Runs the scheduler's real logic and store in a simulated world, from seeds.
///
/// `CARILLON_SIMULATION_SEEDS` says how many seeds, `CARILLON_SIMULATION_FIRST` the first of them: a failing seed is run
/// alone with the one set to 1 and the other to the seed.
@Suite("Simulation", .timeLimit(.minutes(600)))
struct SimulationTests {
    private static func setting(_ name: String, _ standard: Int) -> Int {
        ProcessInfo.processInfo.environment["CARILLON_SIMULATION_\(name)"].flatMap { Int($0) } ?? standard
    }

    private static let seeds = setting("SEEDS", 2000)
    private static let first = setting("FIRST", 1)
    /// As many as there are cores, about: a simulation has one thread.
    private static let workers = 2

    @Test("keeps every promise, from every seed", arguments: 0..<workers)
    func promises(_ worker: Int) async throws {
        let own = (Self.first..<(Self.first + Self.seeds)).filter { $0 % Self.workers == worker }
        let failures = try await Self.onOwnThread {
            var failures: [String] = []
            var (tasks, executions) = (0, 0)
            for seed in own {
                let result = try Simulation(seed: UInt64(seed)).run()
                tasks += result.tasks
                executions += result.executions
                guard !result.violations.isEmpty else { continue }
                failures.append(
                    "seed \(seed) (CARILLON_SIMULATION_FIRST=\(seed) CARILLON_SIMULATION_SEEDS=1):\n  "
                        + result.violations.joined(separator: "\n  "))
                if failures.count >= 5 { break }
            }
            print("simulated \(own.count) seeds: \(tasks) tasks, \(executions) runs executed")
            return failures
        }
        #expect(failures.isEmpty, "\(failures.joined(separator: "\n"))")
    }

    @Test("repeats exactly")
    func repeats() async throws {
        let traces = try await Self.onOwnThread {
            try [7, 7, 8].map { try Simulation(seed: $0).run().trace }
        }
        #expect(traces[0] == traces[1])
        #expect(traces[0] != traces[2])
    }

    @Test("bears thousands of tasks")
    func crowd() async throws {
        let result = try await Self.onOwnThread { try Simulation(seed: 99, requests: 2500, days: 1).run() }
        #expect(result.violations.isEmpty, "\(result.violations.joined(separator: "\n"))")
        #expect(result.tasks > 1000)
    }

    @Test("finds a scheduler that forgets what it has claimed")
    func findsDefects() async throws {
        let found = try await Self.onOwnThread {
            try (1...5).contains {
                !(try Simulation(seed: $0, limit: 5000, losesClaims: true).run().violations.isEmpty)
            }
        }
        #expect(found)
    }

    /// A simulation must have its thread for itself.
    private static func onOwnThread<Value: Sendable>(
        _ body: @escaping @Sendable () throws -> Value
    ) async throws -> Value {
        try await withCheckedThrowingContinuation { continuation in
            let thread = Thread { continuation.resume(with: Result { try body() }) }
            thread.stackSize = 8 << 20
            thread.start()
        }
    }
}
