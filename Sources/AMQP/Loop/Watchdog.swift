import Glibc
import Synchronization

/// Frees connection threads that are stuck in the C library, whose sends have no timeout: if a thread has not come
/// round for its limit, its socket is shut down, and the call that hangs on it returns with an error.
///
/// One for the process; its thread lives while there is something to watch.
final class Watchdog: Sendable {
    /// A connection being watched. It holds a duplicate of the socket's descriptor, so that what it shuts down cannot
    /// be another file that was given the same number meanwhile.
    final class Entry: Sendable {
        private let descriptor: Mutex<Int32>
        private let lastTick: Atomic<Int64>
        private let limit: Duration

        init(descriptor: Int32, limit: Duration) {
            self.descriptor = Mutex(descriptor < 0 ? -1 : dup(descriptor))
            self.limit = limit
            self.lastTick = Atomic(MonotonicTime.now().nanoseconds)
        }

        func tick(_ now: MonotonicTime) {
            lastTick.store(now.nanoseconds, ordering: .relaxed)
        }

        func check(_ now: MonotonicTime) {
            guard now.nanoseconds - lastTick.load(ordering: .relaxed) > limit.nanoseconds else { return }
            shutDown()
        }

        /// Ends whatever the socket is waiting for.
        func shutDown() {
            descriptor.withLock { descriptor in
                if descriptor >= 0 { _ = Glibc.shutdown(descriptor, Int32(SHUT_RDWR)) }
            }
        }

        func closeDescriptor() {
            descriptor.withLock { descriptor in
                if descriptor >= 0 { _ = Glibc.close(descriptor) }
                descriptor = -1
            }
        }
    }

    private struct State {
        var entries: [Entry] = []
        var isRunning = false
    }

    static let shared = Watchdog()

    private let state = Mutex(State())

    func watch(_ entry: Entry) {
        let start = state.withLock { state in
            state.entries.append(entry)
            defer { state.isRunning = true }
            return !state.isRunning
        }
        guard start else { return }
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { _ in
                Watchdog.shared.run()
                return nil
            }, nil)
        if status == 0 {
            pthread_detach(thread)
        } else {
            // Connections then go unwatched until the next one tries again.
            state.withLock { $0.isRunning = false }
        }
    }

    func forget(_ entry: Entry) {
        state.withLock { state in state.entries.removeAll { $0 === entry } }
        entry.closeDescriptor()
    }

    private func run() {
        while true {
            usleep(500_000)
            let entries = state.withLock { state -> [Entry] in
                if state.entries.isEmpty { state.isRunning = false }
                return state.entries
            }
            if entries.isEmpty { return }
            let now = MonotonicTime.now()
            for entry in entries { entry.check(now) }
        }
    }
}
