import JSON
import Testing

@testable import CommandLine

struct BatchImportTests {
    private func items(_ count: Int, bytes: Int = 2) -> [BatchImport.Item] {
        (0..<count).map { .init(line: $0 + 1, text: [UInt8](repeating: UInt8(ascii: "x"), count: bytes)) }
    }

    @Test(arguments: [(0, []), (1, [1]), (500, [500]), (501, [500, 1]), (1200, [500, 500, 200])])
    func chunksByCount(count: Int, sizes: [Int]) {
        #expect(BatchImport.chunks(items(count)).map(\.count) == sizes)
    }

    @Test func chunksByBytes() {
        #expect(BatchImport.chunks(items(5, bytes: 1_500_000)).map(\.count) == [2, 2, 1])
    }

    @Test func resultsGoToTheirLines() throws {
        let answer = try JSONValue(
            parsing: #"""
                {"created":1,"failed":1,"results":[{"status":201,"task_id":"a"},
                 {"status":422,"detail":"no","errors":[{"pointer":"/1/run_at","detail":"has no offset"}]}]}
                """#.utf8)
        var report = BatchImport.Report()
        BatchImport.add(answer, for: items(5)[3...4], to: &report)
        #expect(report.created == 1)
        #expect(report.refusals.map(\.place) == ["line 5"])
        #expect(report.refusals[0].errors == [.init(pointer: "/run_at", detail: "has no offset")])
    }
}
