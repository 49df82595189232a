import Foundation
import TaskModel
import Testing
import TimekeepingTesting

@Suite struct EntityIDTests {
    @Test func newIDsAreOfVersion7() throws {
        var random = SeededGenerator.forTest()
        let id = TaskID(milliseconds: 1_700_000_000_123, using: &random)
        let text = id.description
        let uuid = try #require(UUID(uuidString: text))
        #expect(uuid.uuidString.lowercased() == text)
        #expect(uuid.uuid.6 >> 4 == 7)
        #expect(uuid.uuid.8 >> 6 == 0b10)
        #expect(id.high >> 16 == 1_700_000_000_123)
    }

    @Test func laterIDsAreGreater() {
        var random = SeededGenerator.forTest()
        let ids = (0..<1000).map { TaskID(milliseconds: 1_700_000_000_000 + $0, using: &random) }
        #expect(ids == ids.sorted())
        #expect(ids.map(\.description) == ids.map(\.description).sorted())
    }

    @Test func textsComeBack() {
        var random = SeededGenerator.forTest()
        for _ in 0..<1000 {
            let id = TaskID(high: random.next(), low: random.next())
            #expect(TaskID(id.description) == id)
            #expect(TaskID(id.description.uppercased()) == id)
        }
    }

    @Test(arguments: [
        "", "x", "123e4567-e89b-12d3-a456-42661417400", "123e4567-e89b-12d3-a456-4266141740000",
        "123e4567ee89b-12d3-a456-426614174000", "123e4567-e89b-12d3-a456-42661417400g",
        "{123e4567-e89b-12d3-a456-4266141740}", "123e4567-e89b-12d3-a456-42661417400é",
    ])
    func otherTextsAreRefused(_ text: String) {
        #expect(TaskID(text) == nil)
    }
}
