import Foundation
import Messages
import Testing

@testable import API

/// The table of a task's fields against the OpenAPI document.
@Suite struct TaskFieldTests {
    private func properties(_ schema: String) throws -> Set<String> {
        let document = try OpenAPIFixture.document()
        let components = try #require(document["components"] as? [String: [String: [String: Any]]])
        return Set(try #require(components["schemas"]?[schema]?["properties"] as? [String: Any]).keys)
    }

    @Test func `the document says which fields a task can be made of, and which can be changed`() throws {
        #expect(try properties("NewTask") == Set(TaskField.inputs))
        #expect(try properties("TaskPatch") == Set(TaskField.patchableInputs))
    }

    @Test func `the document has every field that clients see`() throws {
        let shown = TaskField.all.filter(\.isShown).flatMap { $0.input == .schedule ? $0.inputs : [$0.name] }
        #expect(Set(shown).subtracting(try properties("Task")).sorted() == [])
    }
}
