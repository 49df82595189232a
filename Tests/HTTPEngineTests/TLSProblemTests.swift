import Foundation
import TestSupport
import Testing

@testable import HTTPEngine

/// Faults of TLS have a code each. The servers are those of `openssl`.
@Suite("A TLS server", .timeLimit(.minutes(5)))
struct TLSProblemTests {
    private let directory: String

    init() async throws {
        directory = try makeDirectory()
        for (file, name) in [("good.ext", "localhost"), ("other.ext", "other.example")] {
            try Data("subjectAltName=DNS:\(name)\n".utf8).write(to: URL(filePath: "\(directory)/\(file)"))
        }
        try await openssl("req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=CA -keyout ca-key.pem -out ca.pem")
        try await openssl("req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out r.csr")
        let sign = "x509 -req -in r.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial"
        try await openssl(sign + " -days 1 -extfile good.ext -out good.pem")
        try await openssl(sign + " -days -1 -extfile good.ext -out expired.pem")
        try await openssl(sign + " -days 1 -extfile other.ext -out other.pem")
        try await openssl("x509 -req -in r.csr -signkey key.pem -days 1 -extfile good.ext -out self.pem")
    }

    private func openssl(_ arguments: String) async throws {
        let process = try await start(arguments)
        let status = await process.wait()
        #expect(status == 0, "openssl \(arguments)")
    }

    private func start(_ arguments: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            ["/usr/bin/env", "-C", directory, "openssl"] + arguments.split(separator: " ").map(String.init),
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory], output: directory + "/openssl.log")
    }

    @Test(
        "that is not trusted says why",
        arguments: [
            ("good.pem", true, nil), ("expired.pem", true, TLSProblem.expired), ("other.pem", true, .wrongHost),
            ("self.pem", true, .selfSigned), ("good.pem", false, .unknownAuthority),
        ])
    func untrusted(_ file: String, _ trustsAuthority: Bool, _ problem: TLSProblem?) async throws {
        let port = try freePort()
        let server = try await start("s_server -accept 127.0.0.1:\(port) -cert \(file) -key key.pem -www -quiet")
        let engine = HTTPEngine(.init(authorities: trustsAuthority ? directory + "/ca.pem" : nil))
        let request = HTTPRequest(
            url: "https://localhost:\(port)/", timeout: .seconds(30), keptBody: 64, readBody: 1 << 20)
        var code: HTTPFailure.Code? = .unreachable
        var message = ""
        _ = try await eventually {
            do throws(HTTPFailure) {
                code = try await engine.execute(request).status == 200 ? nil : .other
            } catch {
                code = error.code
                message = error.message
            }
            return code != .unreachable
        }
        #expect(code == problem.map { .tls($0) })
        #expect(!message.contains("/"))
        await engine.shutDown()
        server.signal(SIGTERM)
        _ = await server.wait()
    }

    @Test("that speaks none says so")
    func noTLS() async throws {
        let server = try PrefilledServer(isHTTP2: false)
        var configuration = HTTPEngine.Configuration()
        configuration.openSocket = { server.open($0) }
        let engine = HTTPEngine(configuration)
        server.fill([Array("HTTP/1.1 400 Bad\r\n\r\n".utf8)])
        let failure = await #expect(throws: HTTPFailure.self) {
            try await engine.execute(HTTPRequest(url: "https://127.0.0.1/", keptBody: 1, readBody: 1))
        }
        #expect(failure?.code == .tls(.protocol))
        await engine.shutDown()
        server.clear()
        server.stop()
    }

    @Test("has a word for each judgement of OpenSSL")
    func judgements() {
        #expect(TLSProblem(verifyResult: 9) == .notYetValid)
        #expect(TLSProblem(verifyResult: 23) == .certificate)
        #expect(TLSProblem.allCases.allSatisfy { !$0.sentence.isEmpty })
    }
}
