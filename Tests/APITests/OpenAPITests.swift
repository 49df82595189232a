import Foundation
import JSON
import Logging
import Messages
import TaskModel
import Testing
import Timekeeping
import TimekeepingTesting

@testable import API

/// The document says what the API does: neither more nor less.
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

    @Test func theExamplesOfFiltersAreAccepted() throws {
        for (name, example) in try OpenAPIFixture.requests(of: "POST /dead/redrive") {
            #expect(throws: Never.self, "\(name)") { try DeadFilterParser.parse(OpenAPIFixture.bytes(example)) }
        }
    }

    /// The server takes the fields that the document has, and names them all where it meets another.
    @Test(arguments: ["NewTask", "PreviewRequest", "DeadFilter", "NewLimit"])
    func theFieldsAreThoseOfTheParser(_ schema: String) throws {
        let error = #expect(throws: Problem.self) {
            let body = Array(#"{"no_such_field":1}"#.utf8)
            switch schema {
            case "NewTask": _ = try TaskParser.parse(body, id: id, now: now)
            case "NewLimit": _ = try LimitParser.parse(body, name: #require(LimitName("host:a")), now: now)
            case "PreviewRequest": _ = try PreviewParser.parse(body, now: now)
            default: _ = try DeadFilterParser.parse(body)
            }
        }
        let detail = try #require(error?.errors.first { $0.pointer == "/no_such_field" }?.detail)
        let names = try #require(detail.split(separator: " has ", maxSplits: 1).last).split(separator: ", ")
        let document = try OpenAPIFixture.document()
        let components = try #require(document["components"] as? [String: [String: [String: Any]]])
        let properties = try #require(components["schemas"]?[schema]?["properties"] as? [String: Any])
        #expect(names.map(String.init).sorted() == properties.keys.sorted())
    }

    // MARK: - Other programs

    /// `OpenAPI/validate.py` tells each fault in a line.
    @Test(.enabled(if: interpreter != nil, "needs CARILLON_TEST_PYTHON, which make test sets"))
    func theDocumentIsValidAndSoAreItsExamples() throws {
        let script = URL(filePath: #filePath).deletingLastPathComponent().appending(path: "OpenAPI/validate.py")
        let process = Process()
        process.executableURL = URL(filePath: try #require(Self.interpreter))
        process.arguments = [script.path(percentEncoded: false)]
        let (input, output) = (Pipe(), Pipe())
        process.standardInput = input
        process.standardOutput = output
        try process.run()
        // It reads all of its input before it writes.
        try input.fileHandleForWriting.write(contentsOf: Data(OpenAPIDocument.text.utf8))
        try input.fileHandleForWriting.close()
        let faults = String(decoding: try output.fileHandleForReading.readToEnd() ?? Data(), as: UTF8.self)
        process.waitUntilExit()
        #expect(process.terminationStatus == 0)
        #expect(faults == "")
    }

    private static let interpreter = ProcessInfo.processInfo.environment["CARILLON_TEST_PYTHON"]
}
