import Foundation
import TestSupport
import Testing

@testable import HTTPEngine

/// Each fault of TLS has a code. The servers are those of `openssl`.
@Suite("A TLS server", .timeLimit(.minutes(5)))
struct TLSProblemTests {
    private let directory: String

    init() async throws {
        directory = try await Self.made.value
    }

    /// Made once for all tests.
    private static let made = Task {
        let directory = try makeDirectory()
        for (file, name) in [("good.ext", "localhost"), ("other.ext", "other.example")] {
            try Data("subjectAltName=DNS:\(name)\n".utf8).write(to: URL(filePath: "\(directory)/\(file)"))
        }
        try await openssl(
            directory, "req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=CA -keyout ca-key.pem -out ca.pem")
        try await openssl(directory, "req -newkey rsa:2048 -nodes -subj /CN=localhost -keyout key.pem -out r.csr")
        let sign = "x509 -req -in r.csr -CA ca.pem -CAkey ca-key.pem -CAcreateserial"
        try await openssl(directory, sign + " -days 1 -extfile good.ext -out good.pem")
        try await openssl(directory, sign + " -days -1 -extfile good.ext -out expired.pem")
        try await openssl(directory, sign + " -days 1 -extfile other.ext -out other.pem")
        try await openssl(directory, "x509 -req -in r.csr -signkey key.pem -days 1 -extfile good.ext -out self.pem")
        // Only this command takes the start of the validity.
        try Data(authority.utf8).write(to: URL(filePath: directory + "/ca.cnf"))
        try Data().write(to: URL(filePath: directory + "/index.txt"))
        try await openssl(
            directory,
            "ca -config ca.cnf -batch -notext -startdate 20900101000000Z -enddate 20910101000000Z -extfile good.ext"
                + " -in r.csr -out future.pem")
        return directory
    }

    private static let authority = """
        [ca]
        default_ca = here
        [here]
        database = index.txt
        new_certs_dir = .
        rand_serial = yes
        default_md = sha256
        certificate = ca.pem
        private_key = ca-key.pem
        policy = any
        [any]
        commonName = supplied

        """

    private static func openssl(_ directory: String, _ arguments: String) async throws {
        let process = try await start(directory, arguments)
        let status = await process.wait()
        #expect(status == 0, "openssl \(arguments)")
    }

    private static func start(_ directory: String, _ arguments: String) async throws -> ChildProcess {
        try await ChildProcess.start(
            ["/usr/bin/env", "-C", directory, "openssl"] + arguments.split(separator: " ").map(String.init),
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory], output: directory + "/openssl.log")
    }

    @Test(
        "that is not trusted says why",
        arguments: [
            ("good.pem", true, nil), ("expired.pem", true, TLSProblem.expired), ("other.pem", true, .wrongHost),
            ("self.pem", true, .selfSigned), ("good.pem", false, .unknownAuthority),
            ("future.pem", true, .notYetValid),
        ])
    func untrusted(_ file: String, _ trustsAuthority: Bool, _ problem: TLSProblem?) async throws {
        try await expect(problem, of: "-cert \(file) -www", trustsAuthority: trustsAuthority)
    }

    @Test(
        "that asks for something that the client has not says so",
        arguments: [
            ("-tls1_1 -cipher DEFAULT@SECLEVEL=0", TLSProblem.protocol), ("-tls1_2 -cipher NULL@SECLEVEL=0", .protocol),
            ("-Verify 1 -CAfile ca.pem -verify_return_error", .clientCertificate),
            ("-servername other.example -servername_fatal -cert2 other.pem -key2 key.pem", .unknownName),
        ])
    func demanding(_ options: String, _ problem: TLSProblem) async throws {
        try await expect(problem, of: "-cert good.pem -www \(options)", trustsAuthority: true)
    }

    private func expect(_ problem: TLSProblem?, of options: String, trustsAuthority: Bool) async throws {
        let port = try freePort()
        let server = try await Self.start(
            directory, "s_server -accept 127.0.0.1:\(port) -key key.pem -quiet \(options)")
        let engine = HTTPEngine(.init(authorities: trustsAuthority ? directory + "/ca.pem" : nil))
        let request = HTTPRequest(
            url: "https://localhost:\(port)/", timeout: .seconds(30), keptBody: 64, readBody: 1 << 20)
        var code: HTTPFailure.Code? = .unreachable
        var message = ""
        _ = try await eventually {
            message = ""
            do throws(HTTPFailure) {
                code = try await engine.execute(request).status == 200 ? nil : .other
            } catch {
                code = error.code
                message = error.message
            }
            return code != .unreachable
        }
        #expect(code == problem.map { .tls($0) })
        #expect(!message.contains("/") && message == problem?.sentence ?? "")
        await engine.shutDown()
        server.signal(SIGTERM)
        _ = await server.wait()
    }

    // MARK: Without TLS, or only its beginning

    private func failure(
        _ serve: @escaping @Sendable (ScriptedConnection) -> Void
    ) async throws -> HTTPFailure? {
        let server = try ScriptedServer(serve)
        let engine = HTTPEngine()
        let failure = await #expect(throws: HTTPFailure.self) {
            try await engine.execute(
                HTTPRequest(
                    url: "https://127.0.0.1:\(server.port)/", timeout: .seconds(60), keptBody: 1, readBody: 1))
        }
        await engine.shutDown()
        server.stop()
        return failure
    }

    private static func readRecord(_ connection: ScriptedConnection) -> Bool {
        connection.read(5).map { connection.read(Int($0[3]) << 8 | Int($0[4])) != nil } ?? false
    }

    @Test("that speaks none says so", arguments: ["HTTP/1.1 400 Bad\r\n\r\n", "SSH-2.0-OpenSSH_9\r\n", "220 mail\r\n"])
    func noTLS(_ greeting: String) async throws {
        let failure = try await failure { connection in
            connection.send(greeting)
            connection.waitForEnd()
        }
        #expect(failure == HTTPFailure(.tls(.protocol), "does not speak TLS on this port"))
    }

    @Test("that ends within the handshake is a closed connection", arguments: [true, false])
    func cutOff(_ resets: Bool) async throws {
        let failure = try await failure { connection in
            // Unread bytes would reset the connection.
            guard Self.readRecord(connection) else { return }
            connection.send([22, 3, 3, 0, 90, 2, 0])
            if resets { connection.resetAtEnd() }
        }
        let verb = resets ? "reset" : "closed"
        #expect(failure == HTTPFailure(.closed, "\(verb) the connection during the TLS handshake"))
    }

    @Test("that sends an alert says something of TLS, and names no file")
    func alerts() async throws {
        // libcurl treats 45, "certificate expired", as a fault of the server's certificate.
        for alert in UInt8(1)...130 where alert != 45 {
            let failure = try await failure { connection in
                guard let head = connection.read(5), connection.read(Int(head[3]) << 8 | Int(head[4])) != nil else {
                    return
                }
                connection.send([21, 3, 3, 0, 2, 2, alert])
            }
            guard case .tls(let problem) = failure?.code else {
                Issue.record("alert \(alert): \(failure.debugDescription)")
                continue
            }
            let expected: TLSProblem =
                switch alert {
                case 41...44, 46, 48, 111, 113, 114, 116: .clientCertificate
                case 112: .unknownName
                default: .protocol
                }
            #expect(problem == expected && failure?.message == problem.sentence, "alert \(alert)")
        }
    }

    // MARK: The end of an answer

    /// Without a length, libcurl treats the end of the connection as the end of the body.
    @Test(
        "whose connection ends without the end of TLS has answered",
        arguments: [("", true), ("Content-Length: 9\r\n", false), ("Content-Length: 5\r\n", true)], [200, 500])
    func truncated(_ answer: (fields: String, isWhole: Bool), _ status: Int) async throws {
        let text = "HTTP/1.1 \(status) X\r\n\(answer.fields)\r\nhello"
        let file = "answer-\(status)-\(answer.fields.filter(\.isNumber))"
        try Data(text.utf8).write(to: URL(filePath: "\(directory)/\(file)"))
        let port = try freePort()
        let tls = try await Self.start(
            directory, "s_server -accept 127.0.0.1:\(port) -cert good.pem -key key.pem -tls1_2 -HTTP -quiet")
        let relay = try ScriptedServer { TLSRelay(client: $0, port: port).run() }
        let engine = HTTPEngine(.init(authorities: directory + "/ca.pem"))
        let request = HTTPRequest(
            url: "https://localhost:\(relay.port)/\(file)", timeout: .seconds(60), keptBody: 64, readBody: 1 << 20)
        var response: HTTPResponse?
        _ = try await eventually {
            response = try? await engine.execute(request)
            return response != nil
        }
        #expect(response?.status == status)
        #expect(response?.body == Array("hello".utf8))
        #expect((response?.bodyEnd == .complete) == answer.isWhole)
        await engine.shutDown()
        relay.stop()
        tls.signal(SIGTERM)
        _ = await tls.wait()
    }

    @Test("has a word for each judgement of OpenSSL")
    func judgements() {
        #expect(TLSProblem(verifyResult: 9) == .notYetValid)
        #expect(TLSProblem(verifyResult: 23) == .certificate)
        #expect(TLSProblem.allCases.allSatisfy { !$0.sentence.isEmpty })
    }
}
