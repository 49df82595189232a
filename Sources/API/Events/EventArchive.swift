import AsyncPrimitives
import Logging
import Messages
import Synchronization

/// What the scheduler has kept of events, for those who are behind.
///
/// However many they are, the scheduler answers two of them at a time, and those who want the same get one answer.
final class EventArchive: Sendable {
    /// How many may ask the scheduler at once.
    static let maximumAsking = 2
    /// How many answers are kept for others.
    static let maximumPages = 8

    /// Events that follow a number. What is not there between them was not kept.
    struct Page: Sendable {
        /// What it answers: everything after this number, up to its last event.
        var after: Int64
        /// The number of the last event that there is anywhere.
        var latest: Int64
        var segments: [EventSegment]

        fileprivate func covers(_ cursor: Int64) -> Bool {
            guard let first = segments.first, let last = segments.last else { return false }
            return min(after, first.first - 1) <= cursor && cursor < last.last
        }
    }

    private struct State {
        var pages: [Page] = []
        /// Counts what makes pages void.
        var generation = 0
    }

    private let scheduler: any SchedulerClient
    private let logger: Logger
    private let state = Mutex(State())
    private let asking = AsyncSemaphore(EventArchive.maximumAsking)

    init(scheduler: any SchedulerClient, logger: Logger) {
        self.scheduler = scheduler
        self.logger = logger
    }

    /// What follows a number, when it is one's turn.
    ///
    /// - Parameter isWanted: whether somebody still waits for it.
    /// - Throws: ``SchedulerUnavailable``, ``Problem``; `CancellationError` if the page is not wanted any more, or if the
    ///   task is cancelled.
    func page(after cursor: Int64, isWanted: () -> Bool) async throws -> Page {
        if let page = known(after: cursor) { return page }
        try await asking.acquire()
        defer { asking.release() }
        // Another may have asked meanwhile.
        if let page = known(after: cursor) { return page }
        guard isWanted() else { throw CancellationError() }
        let generation = state.withLock { $0.generation }
        let page = try await fetch(after: cursor)
        state.withLock { state in
            guard !page.segments.isEmpty, state.generation == generation else { return }
            if state.pages.count == Self.maximumPages { state.pages.removeFirst() }
            state.pages.append(page)
        }
        return page
    }

    /// Forgets the answers that it has kept.
    func forget() {
        state.withLock { state in
            state.pages = []
            state.generation += 1
        }
    }

    /// Asks the scheduler at once.
    ///
    /// - Parameter cursor: nil to learn where the end is, and nothing else.
    func fetch(after cursor: Int64?) async throws -> Page {
        let answer = try EventPage(decoding: await scheduler.read(.events(after: cursor), .everything))
        var segments: [EventSegment] = []
        for batch in answer.batches {
            do {
                segments.append(try EventSegment(decoding: batch))
            } catch {
                // Whoever wants them is told that they are missing.
                logger.error("events that the scheduler kept can't be read", metadata: ["error": "\(error)"])
            }
        }
        return Page(after: cursor ?? answer.latest, latest: answer.latest, segments: segments)
    }

    private func known(after cursor: Int64) -> Page? {
        state.withLock { state in
            guard let index = state.pages.lastIndex(where: { $0.covers(cursor) }) else { return nil }
            // The one that was used last is kept longest.
            let page = state.pages.remove(at: index)
            state.pages.append(page)
            return page
        }
    }
}
