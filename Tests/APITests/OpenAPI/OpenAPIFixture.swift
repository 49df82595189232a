import Foundation
import Testing

@testable import API

/// Reads the document for tests.
enum OpenAPIFixture {
    static let methods: Set<String> = ["get", "post", "put", "patch", "delete"]

    static func document() throws -> [String: Any] {
        let json = try JSONSerialization.jsonObject(with: Data(OpenAPIDocument.json.utf8))
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

    /// The examples of a request's body, by their names.
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

    /// The components of a kind, such as `schemas`.
    static func components(_ kind: String) throws -> [String: [String: Any]] {
        let components = try #require(try document()["components"] as? [String: [String: Any]])
        return try #require(components[kind] as? [String: [String: Any]])
    }

    /// The properties of a schema.
    static func properties(_ schema: String) throws -> [String: [String: Any]] {
        try #require(try components("schemas")[schema]?["properties"] as? [String: [String: Any]], "\(schema)")
    }

    /// An object, or the component that it refers to.
    static func resolve(_ object: [String: Any]) throws -> [String: Any] {
        guard let reference = object["$ref"] as? String else { return object }
        let parts = reference.split(separator: "/").map(String.init)
        return try #require(try components(parts[2])[parts[3]], "\(reference)")
    }

    /// Calls `visit` with each schema of the document, or part of one, and the path to it. Leaves out examples.
    static func walk(_ json: Any, _ path: [String] = [], _ visit: ([String: Any], [String]) throws -> Void) throws {
        switch json {
        case let object as [String: Any]:
            try visit(object, path)
            for (name, value) in object where !["example", "examples"].contains(name) {
                try walk(value, path + [name], visit)
            }
        case let array as [Any]:
            for (index, value) in array.enumerated() { try walk(value, path + ["\(index)"], visit) }
        default: break
        }
    }
}
