import ArgumentParser
import Foundation
import NIOCore
import NIOPosix

/// Measures the whole stack on the machine at hand, each figure next to its physical limit.
@main
struct CarillonBench: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        commandName: "carillon-bench",
        abstract: "Measures Carillon: its own broker, the three services, a load generator and a receiver.",
        discussion: """
            Variables CARILLON_* reach the services, so that settings can be compared. \
            CARILLON_BROKER_SCRIPT is the path of broker.sh.
            """)

    @Option(
        help: "What to measure: \(Phase.allCases.map(\.rawValue).joined(separator: ", ")); several with commas.",
        transform: Self.phases)
    var only: [Phase] = Phase.allCases

    @Flag(help: "Measure less of everything: some 40 s in place of several minutes.")
    var quick = false

    @Option(help: "Write the figures to this file, too, as JSON.")
    var json: String?

    @Option(help: "The directory of the services' executables. (default: that of this executable)")
    var bin: String?

    @Option(help: "Where databases and logs are kept meanwhile; on a disk.")
    var directory = "/var/tmp"

    static func main() async {
        // As the services do, so that their parts do alone what they do there.
        _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        await main(nil)
    }

    func run() async throws {
        let executable = try FileManager.default.destinationOfSymbolicLink(atPath: "/proc/self/exe")
        let bin = bin ?? (executable as NSString).deletingLastPathComponent
        let script = Environment.all["CARILLON_BROKER_SCRIPT"] ?? "compose/local/broker.sh"
        let directory = try Files.makeTemporaryDirectory(in: directory)
        CleanUp.shared.add(directory: directory)
        await CleanUp.shared.watchSignals()
        defer { CleanUp.shared.run() }

        let bench = try await Bench(
            scale: quick ? .quick : .full, bin: bin, brokerScript: script, directory: directory)
        for phase in Phase.allCases where only.contains(phase) {
            // A phase that fails says nothing of the others.
            do {
                try await measure(phase, bench)
            } catch {
                bench.report.fault("\(phase.rawValue): \(error)")
            }
        }
        try await bench.stop()
        let content = bench.report.content
        print("\n\(Machine.cores) cores, \(Machine.processor)\n")
        print(ReportTable.text(content), terminator: "")
        if let json { try ReportJSON.write(content, to: json) }
        if !content.faults.isEmpty { throw ExitCode.failure }
    }

    private func measure(_ phase: Phase, _ bench: Bench) async throws {
        switch phase {
        case .limits: try await LimitsPhase(bench: bench).run()
        case .recurrence: try await RecurrencePhase(bench: bench).run()
        case .intake: try await IntakePhase(bench: bench).run()
        case .burst: try await BurstPhase(bench: bench).run()
        case .lateness: try await LatenessPhase(bench: bench).run()
        case .stored: try await StoredPhase(bench: bench).run()
        case .lists: try await ListsPhase(bench: bench).run()
        case .events: try await EventsPhase(bench: bench).run()
        }
    }

    private static func phases(_ text: String) throws -> [Phase] {
        try text.split(separator: ",").map { word in
            guard let phase = Phase(rawValue: String(word)) else {
                throw ValidationError("\(word) is none of \(Phase.allCases.map(\.rawValue).joined(separator: ", "))")
            }
            return phase
        }
    }
}

/// A part of the benchmark that can be run by itself.
enum Phase: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// The broker, SQLite and HTTP alone.
    case limits
    /// Computing the next occurrence.
    case recurrence
    /// `POST /tasks` as fast as they are answered.
    case intake
    /// Many webhooks due at the same instant.
    case burst
    /// How late webhooks arrive at a steady rate.
    case lateness
    /// The same, and the start of the scheduler, with many tasks stored.
    case stored
    /// Queries of tasks with few and many stored, and creating tasks in batches.
    case lists
    /// The same work while many follow what happens.
    case events
}
