import Foundation

/// One of the three services.
enum ServiceKind: String, Sendable, CaseIterable {
    case scheduler
    case executor
    case api

    var executable: String { Repository.products.appending(path: "carillon-\(rawValue)").path }
}
