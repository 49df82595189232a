internal import Glibc
internal import Synchronization

/// Keeps a second scheduler from the same database. The kernel lifts the lock when the process ends, however it ends.
final class DatabaseLock: Sendable {
    private let descriptor: Int32
    private let isHeld = Mutex(true)

    /// - Throws: where another process holds the lock, or the folder can't be written to.
    init(databasePath: String) throws(TaskStoreError) {
        let path = databasePath + "-lock"
        descriptor = open(path, O_RDWR | O_CREAT | O_CLOEXEC, 0o644)
        guard descriptor >= 0 else {
            throw TaskStoreError(.unusable, "\(path) can't be made: \(String(cString: strerror(errno)))")
        }
        guard flock(descriptor, LOCK_EX | LOCK_NB) == 0 else {
            close(descriptor)
            throw TaskStoreError(.inUse, "the database \(databasePath) is in use by another scheduler")
        }
    }

    deinit {
        release()
    }

    /// Lets others have the database.
    func release() {
        isHeld.withLock { isHeld in
            guard isHeld else { return }
            // Closing alone would leave the lock to a child process that was being started at this moment.
            flock(descriptor, LOCK_UN)
            close(descriptor)
            isHeld = false
        }
    }
}
