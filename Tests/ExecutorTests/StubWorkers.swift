import JSON
import Messages
import Synchronization
import TaskModel

@testable import Executor

/// Workers that obey the payload of a run: `"done"` succeeds, `"poison"` ends the worker, `"stuck"` ignores a stop, and
/// any other waits for one.
final class StubWorkers: WorkerLauncher {
    struct State {
        /// Each run and the number of its worker, in the order of their start.
        var began: [(run: RunID, worker: Int)] = []
        var stopped: [RunID] = []
        var launched = 0
        var killed: Set<Int> = []
        /// The number of launches that fail before one succeeds.
        var failures = 0
    }

    let state = Mutex(State())
    private let began = AsyncStream.makeStream(of: RunID.self)

    /// Waits for the next run that begins.
    func nextBegin() async -> RunID? {
        for await run in began.stream { return run }
        return nil
    }

    func launch() async throws -> any Worker {
        let number = try state.withLock { state in
            if state.failures > 0 {
                state.failures -= 1
                throw WorkerLaunchError("no memory")
            }
            state.launched += 1
            return state.launched
        }
        return StubWorker(number: number, workers: self)
    }

    fileprivate func begin(_ run: RunID, in worker: Int) {
        state.withLock { $0.began.append((run, worker)) }
        began.continuation.yield(run)
    }
}

private final class StubWorker: Worker {
    private let number: Int
    private let workers: StubWorkers
    private let stuck = Mutex<Set<RunID>>([])
    private let waiting = Mutex<[RunID: CheckedContinuation<WorkerAnswer, Never>]>([:])

    init(number: Int, workers: StubWorkers) {
        self.number = number
        self.workers = workers
    }

    func perform(_ request: RunRequest) async -> WorkerAnswer {
        switch String(decoding: request.payload.bytes, as: UTF8.self) {
        case #""done""#:
            workers.begin(request.runID, in: number)
            return .finished(RunResult(outcome: .succeeded))
        case #""poison""#:
            workers.begin(request.runID, in: number)
            let others = waiting.withLock { waiting in
                defer { waiting = [:] }
                return waiting.values.map { $0 }
            }
            for other in others { other.resume(returning: .died(.signal(6))) }
            return .died(.signal(6))
        default:
            if request.payload.bytes == Array(#""stuck""#.utf8) { _ = stuck.withLock { $0.insert(request.runID) } }
            return await withCheckedContinuation { continuation in
                waiting.withLock { $0[request.runID] = continuation }
                workers.begin(request.runID, in: number)
            }
        }
    }

    func stop(_ run: RunID) {
        workers.state.withLock { $0.stopped.append(run) }
        guard !stuck.withLock({ $0.contains(run) }) else { return }
        waiting.withLock { $0.removeValue(forKey: run) }?.resume(returning: .finished(RunResult(outcome: .failed)))
    }

    func abandon(_ run: RunID) {
        waiting.withLock { $0.removeValue(forKey: run) }?.resume(returning: .abandoned)
    }

    func kill() {
        _ = workers.state.withLock { $0.killed.insert(number) }
    }
}
