import Foundation
import Testing

@testable import API

/// The document, as tests read it.
enum OpenAPIFixture {
    static let methods: Set<String> = ["get", "post", "put", "patch", "delete"]

    static func document() throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.text.utf8))
        return try #require(json as? [String: Any])
    }

    /// The operations by method and path, as in `GET /tasks/{task_id}`.
    static func operations() throws -> [String: [String: Any]] {
        let paths = try #require(try document()["paths"] as? [String: [String: Any]])
        var operations: [String: [String: Any]] = [:]
        for (path, item) in paths {
            for (method, operation) in item where methods.contains(method) {
                operations["\(method.uppercased()) \(path)"] = try #require(operation as? [String: Any])
            }
        }
        return operations
    }

    /// The bodies that the document shows for a request, by their names.
    static func requests(of operation: String, _ mediaType: String = "application/json") throws -> [String: Any] {
        let operation = try #require(try operations()[operation])
        let body = try #require(operation["requestBody"] as? [String: Any])
        let content = try #require(body["content"] as? [String: [String: Any]])
        let examples = try #require(content[mediaType]?["examples"] as? [String: [String: Any]])
        return try examples.mapValues { try #require($0["value"]) }
    }

    static func bytes(_ json: Any) throws -> [UInt8] {
        [UInt8](try JSONSerialization.data(withJSONObject: json, options: [.fragmentsAllowed]))
    }
}
