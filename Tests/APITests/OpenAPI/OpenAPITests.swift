import Foundation
import JSON
import Logging
import Messages
import Recurrence
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// The document is sound, has the routes that the API has, and examples that the API accepts.
@Suite struct OpenAPITests {
    private let id = TaskID(high: 1, low: 2)
    /// Before all times in the examples.
    private let now = Timestamp(milliseconds: 1_780_000_000_000)

    @Test func everyRouteIsInTheDocumentAndNoOther() throws {
        let service = APIService(
            scheduler: StubScheduler { _ in .success(RawJSON("{}")) }, events: StubEvents(),
            clock: ManualClock(now: now), random: .seeded(1), settings: .init(), logger: Logger(label: "test"))
        let described = Set(try OpenAPIFixture.operations().keys)
        let routes = Set(service.routes)
        #expect(routes.subtracting(described).sorted() == [], "routes that the document does not have")
        #expect(described.subtracting(routes).sorted() == [], "operations that the API does not have")
    }

    @Test func everyOperationHasANameASummaryAndATag() throws {
        let tags = try #require(try OpenAPIFixture.document()["tags"] as? [[String: Any]])
        let known = Set(tags.compactMap { $0["name"] as? String })
        var names: Set<String> = []
        for (name, operation) in try OpenAPIFixture.operations() {
            let id = try #require(operation["operationId"] as? String, "\(name)")
            #expect(names.insert(id).inserted, "\(id) is the name of two operations")
            #expect(operation["summary"] as? String != nil, "\(name)")
            let tags = operation["tags"] as? [String] ?? []
            #expect(tags.count == 1 && known.isSuperset(of: tags), "\(name)")
        }
    }

    @Test func everyReferenceLeadsSomewhereAndEveryPartIsUsed() throws {
        let document = try OpenAPIFixture.document()
        let references = Self.references(in: document)
        let components = try #require(document["components"] as? [String: [String: Any]])
        let parts = components.flatMap { kind, parts in parts.keys.map { "#/components/\(kind)/\($0)" } }
        #expect(references.subtracting(parts).sorted() == [])
        // The security scheme is named, not referred to.
        #expect(Set(parts).subtracting(references).sorted() == ["#/components/securitySchemes/bearer"])
    }

    private static func references(in json: Any) -> Set<String> {
        switch json {
        case let object as [String: Any]:
            object.reduce(into: []) { found, member in
                if member.key == "$ref", let target = member.value as? String { found.insert(target) }
                found.formUnion(references(in: member.value))
            }
        case let array as [Any]: array.reduce(into: []) { $0.formUnion(references(in: $1)) }
        default: []
        }
    }

    // MARK: - Examples

    @Test func theExamplesOfTasksAreAccepted() throws {
        let examples = try OpenAPIFixture.requests(of: "POST /tasks")
        #expect(!examples.isEmpty)
        for (name, example) in examples {
            #expect(throws: Never.self, "\(name)") {
                try TaskParser.parse(OpenAPIFixture.bytes(example), id: id, now: now)
            }
        }
    }

    @Test func theExamplesOfNamedTasksAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "PUT /tasks/by-name/{name}") {
            #expect(throws: Never.self, "\(name)") {
                try TaskParser.parse(OpenAPIFixture.bytes(example), id: id, name: TaskName("nightly"), now: now)
            }
        }
    }

    @Test func theExamplesOfBatchesAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "POST /tasks/batch") {
            for task in try #require(example as? [Any]) {
                #expect(throws: Never.self, "\(name)") {
                    try TaskParser.parse(OpenAPIFixture.bytes(task), id: id, now: now)
                }
            }
        }
        for (_, example) in try OpenAPIFixture.requests(of: "POST /tasks/batch", "application/x-ndjson") {
            for line in try #require(example as? String).split(separator: "\n") {
                #expect(throws: Never.self) { try TaskParser.parse(Array(line.utf8), id: id, now: now) }
            }
        }
    }

    @Test func theExamplesOfPreviewsAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "POST /recurrences/preview") {
            #expect(throws: Never.self, "\(name)") {
                try PreviewParser.parse(OpenAPIFixture.bytes(example), now: now)
            }
        }
    }

    @Test func theExamplesOfLimitsAreAccepted() throws {
        let limit = try #require(LimitName("host:api.example.com"))
        for (name, example) in try OpenAPIFixture.requests(of: "PUT /limits/{name}") {
            #expect(throws: Never.self, "\(name)") {
                try LimitParser.parse(OpenAPIFixture.bytes(example), name: limit, now: now)
            }
        }
    }

    @Test func theExamplesOfKeysAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "POST /keys") {
            #expect(throws: Never.self, "\(name)") {
                try AccessKeyParser.parse(
                    OpenAPIFixture.bytes(example), id: AccessKeyID(high: 1, low: 2), hash: "", now: now)
            }
        }
    }

    @Test func theExamplesOfBackfillsAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "POST /tasks/{task_id}/backfill") {
            #expect(throws: Never.self, "\(name)") {
                try BackfillParser.parse(OpenAPIFixture.bytes(example), now: Timestamp(milliseconds: 1_790_000_000_000))
            }
        }
    }

    @Test func theExamplesOfCalendarsAreAccepted() throws {
        let calendar = try #require(CalendarName("holidays"))
        for (name, example) in try OpenAPIFixture.requests(of: "PUT /calendars/{name}") {
            #expect(throws: Never.self, "\(name)") {
                try CalendarParser.parse(OpenAPIFixture.bytes(example), name: calendar)
            }
        }
        for (name, example) in try OpenAPIFixture.requests(of: "PUT /calendars/{name}", "text/calendar") {
            let text = try #require(example as? String)
            #expect(throws: Never.self, "\(name)") {
                try CalendarParser.parseICalendar(Array(text.utf8), name: calendar)
            }
        }
    }

    @Test func theExamplesOfPatchesAreAccepted() throws {
        for type in ["application/json", "application/merge-patch+json"] {
            for (name, example) in try OpenAPIFixture.requests(of: "PATCH /tasks/{task_id}", type) {
                #expect(throws: Never.self, "\(name)") { try TaskPatch(OpenAPIFixture.bytes(example)) }
            }
        }
    }

    @Test func theExamplesOfFiltersAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "POST /dead/redrive") {
            #expect(throws: Never.self, "\(name)") { try DeadFilterParser.parse(OpenAPIFixture.bytes(example)) }
        }
    }

    // MARK: - Other programs

    /// `validate.py` writes a line for each fault.
    @Test(.enabled(if: interpreter != nil, "needs CARILLON_TEST_PYTHON, which make test sets"))
    func theDocumentIsValidAndSoAreItsExamples() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "validate.py")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.interpreter))
        let yaml = FileManager.default.temporaryDirectory.appending(path: "\(UUID()).yaml")
        try OpenAPIDocument.yaml.write(to: yaml, atomically: true, encoding: .utf8)
        defer { try? FileManager.default.removeItem(at: yaml) }
        process.arguments = [script.path(percentEncoded: false), yaml.path(percentEncoded: false)]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // The script reads all of its input before it writes.
        try input.fileHandleForWriting.write(contentsOf: Data(OpenAPIDocument.json.utf8))
        try input.fileHandleForWriting.close()
        let faults = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(faults == "")
    }

    private static let interpreter = ProcessInfo.processInfo.environment["CARILLON_TEST_PYTHON"]
}
