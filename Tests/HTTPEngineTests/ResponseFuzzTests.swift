import Glibc
import Testing

@testable import HTTPEngine

/// A receiver may send anything: the result is a response or a failure, and the process goes on.
///
/// `CARILLON_FUZZ_RESPONSES` is the number of generated responses.
@Suite("Any answer", .timeLimit(.minutes(30)))
struct ResponseFuzzTests {
    private static let count = getenv("CARILLON_FUZZ_RESPONSES").flatMap { Int(String(cString: $0)) } ?? 1_000_000
    private static let batch = 200

    @Test("over HTTP/1 is an answer or a failure, and the process lives")
    func http1() async throws {
        try await fuzz(Self.count * 3 / 4, version: .automatic, good: Array("HTTP/1.1 200 OK\r\n\r\ngood".utf8)) {
            $0.http1()
        }
    }

    @Test("over HTTP/2 is an answer or a failure, and the process lives")
    func http2() async throws {
        var good: [UInt8] = [0, 0, 0, 4, 0, 0, 0, 0, 0, 0, 0, 1, 1, 4, 0, 0, 0, 1, 0x88]
        good += [0, 0, 4, 0, 1, 0, 0, 0, 1] + Array("good".utf8)
        try await fuzz(Self.count / 4, version: .http2, good: good) { $0.http2() }
    }

    private struct Tally {
        var answers = 0
        var broken = 0
        var failures: [HTTPFailure.Code: Int] = [:]
    }

    private func fuzz(
        _ count: Int, version: HTTPEngine.Version, good: [UInt8],
        _ make: @escaping @Sendable (inout ResponseMutator) -> [UInt8]
    ) async throws {
        let tally = try await withThrowingTaskGroup(of: Tally.self) { group in
            for worker in 0..<2 {
                group.addTask { try await Self.run(count / 2, worker, version, good, make) }
            }
            return try await group.reduce(into: Tally()) { sum, part in
                sum.answers += part.answers
                sum.broken += part.broken
                sum.failures.merge(part.failures, uniquingKeysWith: +)
            }
        }
        let failures = tally.failures.values.reduce(0, +)
        #expect(tally.answers + failures == count / 2 * 2)
        // The test would prove nothing if all were refused, or all accepted.
        #expect(tally.answers > count / 10)
        #expect(tally.broken > count / 1000)
        #expect(tally.failures[.invalidResponse, default: 0] > count / 50)
        #expect(tally.failures[.cancelled] == nil)
        // Each of these connections ends, so no long wait is necessary.
        #expect(tally.failures[.timeout] == nil)
    }

    private static func run(
        _ count: Int, _ worker: Int, _ version: HTTPEngine.Version, _ good: [UInt8],
        _ make: (inout ResponseMutator) -> [UInt8]
    ) async throws -> Tally {
        let server = try PrefilledServer(isHTTP2: version == .http2)
        var configuration = HTTPEngine.Configuration(keptConnections: batch)
        configuration.version = version
        configuration.openSocket = { server.open($0) }
        let engine = HTTPEngine(configuration)
        var mutator = ResponseMutator(seed: UInt64(worker + 1))
        var tally = Tally()
        var done = 0
        while done < count {
            let size = min(batch, count - done)
            let answers = (0..<size).map { _ in [make(&mutator), make(&mutator)] }
            server.fill(Dictionary(uniqueKeysWithValues: answers.enumerated().map { (port($0), $1) }))
            let results = await withTaskGroup(of: (Int, Result<HTTPResponse, HTTPFailure>).self) { group in
                for number in 0..<size { group.addTask { (number, await Self.send(engine, number)) } }
                return await group.reduce(into: []) { $0.append($1) }
            }
            for (number, result) in results {
                switch result {
                case .success(let response):
                    #expect(200...599 ~= response.status && response.body.count <= 64)
                    tally.answers += 1
                    if case .broken = response.bodyEnd { tally.broken += 1 }
                case .failure(let failure):
                    tally.failures[failure.code, default: 0] += 1
                    if failure.code == .timeout {
                        Issue.record("no end of \(answers[number].map(Self.hex))")
                    }
                }
            }
            done += size
            server.clear()
            server.fill([port(size): [good]])
            let response = try await Self.send(engine, size).get()
            #expect(response.status == 200 && response.body == Array("good".utf8))
            server.clear()
        }
        await engine.shutDown()
        server.stop()
        return tally
    }

    private static func hex(_ bytes: [UInt8]) -> String {
        bytes.map { String($0, radix: 16) }.joined(separator: " ")
    }

    private static func port(_ number: Int) -> UInt16 { UInt16(number + 1000) }

    /// - Parameter number: part of the host, so that no two requests share a connection.
    private static func send(_ engine: HTTPEngine, _ number: Int) async -> Result<HTTPResponse, HTTPFailure> {
        let request = HTTPRequest(
            method: "POST", url: "http://127.1.\(number / 200).\(number % 200 + 1):\(port(number))/",
            fields: [.init("Content-Type", "application/json")], body: Array("{}".utf8), timeout: .seconds(30),
            keptBody: 64, readBody: 1024)
        do { return .success(try await engine.execute(request)) } catch { return .failure(error) }
    }
}
