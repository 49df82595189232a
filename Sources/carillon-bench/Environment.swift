import Foundation

/// The variables that the benchmark was started with.
enum Environment {
    static let all = ProcessInfo.processInfo.environment
}
