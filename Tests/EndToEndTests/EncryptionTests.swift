import AsyncHTTPClient
import Foundation
import NIOCore
import NIOHTTP1
import NIOSSL
import TestSupport
import Testing

/// The API over TLS.
@Suite("Encryption", .timeLimit(.minutes(20)))
struct EncryptionTests {
    /// Runs `body` with another API of a stack, which speaks TLS, and the authority that vouches for it.
    private func withSecureAPI(
        _ settings: [String: String] = [:],
        _ body: (Stack, _ port: Int, _ authority: CertificateAuthority) async throws -> Void
    ) async throws {
        let authority = try await CertificateAuthority.make()
        let issued = try await authority.issue("localhost")
        try await withStack(StackOptions(executors: [])) { stack in
            let port = try freePort()
            var environment = stack.api.environment.merging(settings) { _, new in new }
            environment["CARILLON_HTTP_PORT"] = "\(port)"
            environment["CARILLON_TLS_CERTIFICATE"] = issued.certificateFile
            environment["CARILLON_TLS_KEY"] = issued.keyFile
            let api = ServiceProcess(.api, name: "api-tls", environment: environment, directory: stack.directory)
            try await api.start()
            do {
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.trustRoots = .file(authority.caFile)
                // Listening is not enough: before the broker and the scheduler answer, each change gets 503.
                try await HTTPClient.withHTTPClient(configuration: .init(tlsConfiguration: tls)) { client in
                    try await wait(until: "the API is ready", timeout: .seconds(60)) {
                        let probe = HTTPClientRequest(url: "https://localhost:\(port)/readyz")
                        return (try? await client.execute(probe, timeout: .seconds(10)))?.status == .ok
                    }
                }
                try await body(stack, port, authority)
            } catch {
                await api.kill()
                throw StackFailure(error: error, lastWords: api.log)
            }
            await api.kill()
        }
    }

    @Test("is over HTTP/2 with clients that know it, and HTTP/1.1 with the others")
    func versions() async throws {
        try await withSecureAPI { _, port, authority in
            for (version, expected) in [
                (HTTPClient.Configuration.HTTPVersion.automatic, HTTPVersion.http2), (.http1Only, .http1_1),
            ] {
                var tls = TLSConfiguration.makeClientConfiguration()
                tls.trustRoots = .file(authority.caFile)
                var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
                configuration.httpVersion = version
                try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                    var request = HTTPClientRequest(url: "https://localhost:\(port)/tasks")
                    request.method = .POST
                    request.headers.add(name: "Content-Type", value: "application/json")
                    request.body = .bytes(ByteBuffer(string: #"{"action":"later","payload":1,"in":"PT1H"}"#))
                    for _ in 0..<3 {
                        let response = try await client.execute(request, timeout: .seconds(20))
                        #expect(response.status == .created)
                        #expect(response.version == expected)
                        _ = try await response.body.collect(upTo: 1024)
                    }
                    let list = HTTPClientRequest(url: "https://localhost:\(port)/nothing")
                    let problem = try await client.execute(list, timeout: .seconds(20))
                    #expect(problem.status == .notFound)
                    #expect(problem.headers.first(name: "Content-Type") == "application/problem+json")
                }
            }
        }
    }

    /// In HTTP/2 an answer must not speak of its connection.
    @Test("changes nothing about the limits", arguments: [HTTPClient.Configuration.HTTPVersion.automatic, .http1Only])
    func slowBody(_ version: HTTPClient.Configuration.HTTPVersion) async throws {
        try await withSecureAPI(["CARILLON_HTTP_REQUEST_SECONDS": "2"]) { _, port, authority in
            var tls = TLSConfiguration.makeClientConfiguration()
            tls.trustRoots = .file(authority.caFile)
            var configuration = HTTPClient.Configuration(tlsConfiguration: tls)
            configuration.httpVersion = version
            try await HTTPClient.withHTTPClient(configuration: configuration) { client in
                var request = HTTPClientRequest(url: "https://localhost:\(port)/tasks")
                request.method = .POST
                request.headers.add(name: "Content-Type", value: "application/json")
                let (body, trickle) = AsyncStream.makeStream(of: ByteBuffer.self)
                trickle.yield(ByteBuffer(string: "{"))
                request.body = .stream(body, length: .unknown)
                let response = try await client.execute(request, timeout: .seconds(60))
                #expect(response.status == .requestTimeout)
                trickle.finish()
            }
        }
    }

    @Test("comes after a handshake that must not take long, and nothing is said without it")
    func handshake() async throws {
        try await withSecureAPI(["CARILLON_HTTP_REQUEST_SECONDS": "2"]) { _, port, _ in
            let silent = try await RawConnection.open(port: port)
            let plain = try await RawConnection.open(port: port)
            plain.send("GET /healthz HTTP/1.1\r\nHost: a\r\n\r\n")
            for connection in [silent, plain] {
                #expect(try await eventually(timeout: .seconds(60)) { connection.isClosed })
                #expect(!connection.received.contains("HTTP/1.1 200"))
            }
        }
    }

    /// Says goodbye to nobody, and answers no ping.
    @Test("over HTTP/2 ends where a client does not ask anything")
    func idle() async throws {
        try await withSecureAPI(["CARILLON_HTTP_IDLE_SECONDS": "2"]) { stack, port, _ in
            let log = stack.directory + "/openssl.log"
            let process = try await ChildProcess.start(
                ["/usr/bin/env", "openssl", "s_client", "-connect", "127.0.0.1:\(port)", "-alpn", "h2", "-ign_eof"],
                environment: ["PATH": "/usr/bin:/bin"], output: log)
            let watchdog = Task {
                try await Task.sleep(for: .seconds(90))
                process.signal(SIGKILL)
            }
            defer { watchdog.cancel() }
            #expect(await process.wait() >= 0, "the API has closed the connection")
            // Frames of HTTP/2 are among it.
            let said = String(decoding: FileManager.default.contents(atPath: log) ?? Data(), as: UTF8.self)
            #expect(said.contains("ALPN protocol: h2"), "\(said)")
        }
    }

    @Test("needs a certificate and its key; what is wrong is named, and never shown")
    func faults() async throws {
        let authority = try await CertificateAuthority.make()
        let one = try await authority.issue("one.test")
        let other = try await authority.issue("other.test")
        let secret = try String(contentsOfFile: one.keyFile, encoding: .utf8).split(separator: "\n")[1]
        let faults: [([String: String], String)] = [
            (["CARILLON_TLS_CERTIFICATE": one.certificateFile], "CARILLON_TLS_KEY"),
            (["CARILLON_TLS_KEY": one.keyFile], "CARILLON_TLS_CERTIFICATE"),
            (["CARILLON_TLS_CERTIFICATE": "/nowhere", "CARILLON_TLS_KEY": one.keyFile], "CARILLON_TLS_CERTIFICATE"),
            (["CARILLON_TLS_CERTIFICATE": one.keyFile, "CARILLON_TLS_KEY": one.keyFile], "CARILLON_TLS_CERTIFICATE"),
            (
                ["CARILLON_TLS_CERTIFICATE": one.certificateFile, "CARILLON_TLS_KEY": one.certificateFile],
                "CARILLON_TLS_KEY"
            ),
            (
                ["CARILLON_TLS_CERTIFICATE": other.certificateFile, "CARILLON_TLS_KEY": one.keyFile],
                "CARILLON_TLS_KEY"
            ),
        ]
        try await withDirectory { directory in
            for (index, (environment, name)) in faults.enumerated() {
                let api = ServiceProcess(
                    .api, name: "api-\(index)",
                    environment: environment.merging(["CARILLON_AMQP_URL": "amqp://127.0.0.1:9"]) { given, _ in given },
                    directory: directory)
                try await api.start()
                #expect(await api.ended(within: .seconds(60)) == 2, "\(environment)")
                #expect(api.log.contains(name), "\(api.log.prefix(500))")
                #expect(api.lines.count == 1)
                #expect(!api.log.contains(secret))
            }
        }
    }
}
