import TaskModel
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "nightly-report", "billing:2026.06_x", String(repeating: "n", count: 128)])
    func namesOfTasks(_ text: String) {
        #expect(TaskName(text)?.description == text)
    }

    @Test(arguments: ["", " ", "a b", "a/b", "é", "a\n", String(repeating: "n", count: 129)])
    func whatIsNoName(_ text: String) {
        #expect(TaskName(text) == nil)
    }

    @Test func idempotencyKeysArePrintable() {
        let fingerprint = String(repeating: "0", count: 64)
        for key in ["k", "report-2030#1", String(repeating: "~", count: 255)] {
            #expect(IdempotencyKey(key: key, fingerprint: fingerprint)?.key == key)
        }
        for key in ["", "a b", "a\u{7F}", "a\tb", "é", String(repeating: "k", count: 256)] {
            #expect(IdempotencyKey(key: key, fingerprint: fingerprint) == nil, "\(key)")
        }
    }
}
