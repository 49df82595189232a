import CDispatch  // Where the compiler finds `timespec` here.
import Foundation
import Glibc

/// The machine that the figures were measured on.
enum Machine {
    static let cores = sysconf(Int32(_SC_NPROCESSORS_ONLN))

    /// The name of the processor, "unknown" if the kernel does not name it.
    static var processor: String {
        let line = Files.text("/proc/cpuinfo").split(separator: "\n").first { $0.hasPrefix("model name") }
        return line?.split(separator: ": ").last.map(String.init) ?? "unknown"
    }
}

/// The variables that the benchmark was started with.
enum Environment {
    static let all = ProcessInfo.processInfo.environment
}

/// Reads and removes files.
enum Files {
    /// - Returns: the path of a new directory in `parent`.
    static func makeTemporaryDirectory(in parent: String) throws -> String {
        let path = "\(parent)/carillon-bench.\(UInt32.random(in: 0 ... .max))"
        try FileManager.default.createDirectory(atPath: path, withIntermediateDirectories: false)
        return path
    }

    static func remove(_ path: String) {
        try? FileManager.default.removeItem(atPath: path)
    }

    /// - Returns: an empty text if the file can't be read.
    static func text(_ path: String) -> String {
        guard let data = FileManager.default.contents(atPath: path) else { return "" }
        return String(decoding: data, as: UTF8.self)
    }

    /// The last lines of a log.
    static func tail(_ path: String, lines: Int = 15) -> String {
        text(path).split(separator: "\n").suffix(lines).joined(separator: "\n")
    }
}

/// Ids of processes.
enum ProcessIDs {
    /// The id of the benchmark.
    static let own = getpid()
}

/// The clock of due times.
enum WallTime {
    /// Nanoseconds since 1970.
    static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_REALTIME, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }

    /// Milliseconds since 1970, rounded down, as in `run_at`.
    static func milliseconds() -> Int64 { now() / 1_000_000 }

    /// Returns when ``milliseconds()`` has reached `deadline`.
    static func sleep(untilMilliseconds deadline: Int64) async throws {
        while true {
            let remaining = deadline * 1_000_000 - now()
            guard remaining > 0 else { return }
            try await Task.sleep(for: .nanoseconds(remaining), tolerance: .zero, clock: .continuous)
        }
    }
}
