/// Asks until the answer is yes.
///
/// - Parameter timeout: only a test that fails waits as long: it is far more than what is waited for takes where other
///   tests have all cores.
/// - Returns: false if it is still no when `timeout` has passed.
public func eventually(
    timeout: Duration = .seconds(90),
    every interval: Duration = .milliseconds(10),
    isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool
) async throws -> Bool {
    let deadline = ContinuousClock.now + timeout
    while true {
        if try await condition() { return true }
        if ContinuousClock.now >= deadline { return false }
        try await Task.sleep(for: interval)
    }
}
