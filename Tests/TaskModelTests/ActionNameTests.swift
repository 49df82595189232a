import TaskModel
import Testing

@Suite struct ActionNameTests {
    @Test(arguments: ["a", "webhook", "chat.post", "A-1_b.C", String(repeating: "x", count: 64)])
    func wellFormed(_ name: String) {
        #expect(ActionName(name)?.rawValue == name)
    }

    @Test(arguments: ["", " ", "a b", "a/b", "é", "a\n", "#", "*", String(repeating: "x", count: 65)])
    func notWellFormed(_ name: String) {
        #expect(ActionName(name) == nil)
    }
}
