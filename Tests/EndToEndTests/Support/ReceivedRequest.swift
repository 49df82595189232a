import Foundation

/// A request as the receiver got it.
struct ReceivedRequest: Sendable {
    var method: String
    var path: String
    /// By lowercased name.
    var headers: [String: String]
    var body: String
    var arrival: Date

    var idempotencyKey: String? { headers["idempotency-key"] }
    var taskID: String? { headers["carillon-task-id"] }
}
