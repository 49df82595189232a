import TestSupport

/// Something that a test waited for did not come.
struct WaitFailure: Error, CustomStringConvertible {
    var description: String
}

/// Waits until something is so.
///
/// - Parameters:
///   - what: the end of the sentence "in vain waited until …".
///   - state: what is so instead, for the failure.
/// - Throws: ``WaitFailure`` once `timeout` has passed.
func wait(
    until what: String, timeout: Duration = .seconds(90), every interval: Duration = .milliseconds(20),
    isolation: isolated (any Actor)? = #isolation,
    _ condition: () async throws -> Bool,
    instead state: () async throws -> String = { "" }
) async throws {
    guard try await !eventually(timeout: timeout, every: interval, isolation: isolation, condition) else { return }
    let found = (try? await state()) ?? ""
    throw WaitFailure(description: "in vain waited until \(what)" + (found.isEmpty ? "" : "; instead: \(found)"))
}
