import Glibc

/// Ids of processes.
enum ProcessIDs {
    /// That of the benchmark.
    static let own = getpid()
}
