internal import Foundation
package import Logging
internal import Messages
internal import Synchronization
internal import TaskModel
package import Timekeeping

/// The worker's side: what a process does that an executor has started to perform suspect runs.
///
/// It has the program, arguments and environment of the executor, takes runs from the socket that it was started with, and
/// ends when the executor does.
package enum WorkerProcess {
    /// The environment variable that makes a process a worker.
    static let variable = "CARILLON_WORKER"
    /// The socket to the executor.
    static let descriptor: Int32 = 3

    /// Returns whether this process is a worker. A worker ignores the signals that ask it to stop from then on: the
    /// executor lets its runs end when it is asked to stop, including those in workers.
    package static func begin() -> Bool {
        guard ProcessInfo.processInfo.environment[variable] != nil else { return false }
        for signal in [SIGTERM, SIGINT, SIGHUP] { Foundation.signal(signal, SIG_IGN) }
        return true
    }

    /// Performs runs until the executor ends.
    package static func serve(_ actions: ActionRegistry, clock: any WallClock, logger: Logger) async -> Never {
        let runs = WorkerRuns(
            RunPerformer(actions: actions, clock: clock, executor: "worker", logger: logger), clock: clock)
        let frames = AsyncStream.makeStream(of: WorkerFrame.self)
        Thread.detachNewThread {
            while let frame = WorkerFrame.read(from: descriptor) { frames.continuation.yield(frame) }
            // At once: the broker delivers again what is under way.
            _exit(0)
        }
        runs.send(WorkerFrame(kind: .ready))
        await withDiscardingTaskGroup { group in
            for await frame in frames.stream {
                switch frame.kind {
                case .run:
                    guard let request = try? RunRequest(decoding: frame.body) else { continue }
                    let work = runs.begin(request)
                    group.addTask { await work.value }
                case .stop: RunID(String(decoding: frame.body, as: UTF8.self)).map(runs.stop)
                case .ready, .result: continue
                }
            }
        }
        exit(0)
    }
}

/// The runs that a worker performs.
private final class WorkerRuns: Sendable {
    private let performer: RunPerformer
    private let clock: any WallClock
    private let underWay = Mutex<[RunID: Task<Void, Never>]>([:])
    private let writer = Mutex(())

    init(_ performer: RunPerformer, clock: any WallClock) {
        self.performer = performer
        self.clock = clock
    }

    /// - Returns: the task, which the caller awaits.
    func begin(_ request: RunRequest) -> Task<Void, Never> {
        underWay.withLock { runs in
            let work = Task {
                let result = await performer.perform(request, startedAt: clock.now())
                _ = underWay.withLock { $0.removeValue(forKey: request.runID) }
                let finished = RunFinished(
                    runID: request.runID, taskID: request.taskID, attempt: request.attempt, result: result)
                send(WorkerFrame(kind: .result, body: finished.encoded()))
            }
            runs[request.runID] = work
            return work
        }
    }

    func stop(_ run: RunID) { underWay.withLock { $0[run] }?.cancel() }

    /// Blocks for the time of a write only, since the executor reads at once.
    func send(_ frame: WorkerFrame) {
        writer.withLock { _ in _ = frame.write(to: WorkerProcess.descriptor) }
    }
}
