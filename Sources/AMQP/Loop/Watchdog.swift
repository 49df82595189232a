import Glibc
import Synchronization

/// Frees connection threads that hang in the C library, whose sends have no timeout: if the loop of a thread makes no
/// round within its limit, the socket is shut down, and the call that hangs returns with an error.
///
/// There is one for the process. Its thread runs while there is a connection to watch.
final class Watchdog: Sendable {
    /// A watched connection. It holds a duplicate of the socket's descriptor, so that it cannot shut down another file
    /// that was given the same number meanwhile.
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

        /// Shuts the socket down, which ends every call that waits for it.
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
            // Connections are then not watched until the next one tries again.
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
