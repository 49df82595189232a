import Foundation
import JSON
import TestSupport
import Testing

/// Tokens of somebody else, in place of keys.
@Suite("Tokens", .timeLimit(.minutes(20)))
struct TokenTests {
    private static let issuer = "https://issuer.test"

    private func token(_ signer: TokenSigner, _ more: String) throws -> String {
        let end = Int(Date.now.timeIntervalSince1970) + 600
        return try signer.token(#""iss":"\#(Self.issuer)","aud":"carillon","exp":\#(end),\#(more)"#)
    }

    private func client(_ port: Int, _ token: String? = nil) -> TaskClient {
        var client = TaskClient(base: "http://127.0.0.1:\(port)")
        if let token { client.headers = ["Authorization": "Bearer \(token)"] }
        return client
    }

    /// Runs `body` with another API of a stack, which takes tokens, on all addresses.
    private func withTokens(
        _ keySet: (Stack) throws -> String, _ body: (Stack, _ port: Int, ServiceProcess) async throws -> Void
    ) async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            let port = try freePort()
            let environment = stack.api.environment.merging([
                "CARILLON_HTTP_HOST": "0.0.0.0", "CARILLON_HTTP_PORT": "\(port)", "CARILLON_LOG_LEVEL": "trace",
                "CARILLON_JWT_JWKS": try keySet(stack), "CARILLON_JWT_ISSUER": Self.issuer,
                "CARILLON_JWT_AUDIENCE": "carillon",
            ]) { _, new in new }
            let api = ServiceProcess(.api, name: "api-tokens", environment: environment, directory: stack.directory)
            try await api.start()
            do {
                try await wait(until: "the API is ready", timeout: .seconds(60)) {
                    (try? await client(port).request("GET", "/readyz"))?.status == 200
                }
                try await body(stack, port, api)
            } catch {
                await api.kill()
                throw StackFailure(error: error, lastWords: api.log)
            }
            await api.kill()
        }
    }

    @Test("that are signed with a key of the file open what they say, and are never logged")
    func file() async throws {
        let signer = try TokenSigner(kid: "a")
        try await withTokens { stack in
            let file = stack.directory + "/jwks.json"
            try TokenSigner.keySet([signer]).write(to: URL(filePath: file))
            return file
        } _: { _, port, api in
            #expect(try await client(port).request("GET", "/tasks").status == 401)
            let writing = try token(signer, #""scope":"tasks:write","groups":["billing"]"#)
            let writer = client(port, writing)
            let id = try await writer.create(
                .custom("later", at: Date(timeIntervalSinceNow: 3600), more: #""group":"billing""#))
            #expect(try await writer.post(.custom("later")).status == 403)
            let reading = try token(signer, #""scopes":["tasks:read"]"#)
            let reader = client(port, reading)
            #expect(try await reader.task(id)["group"]?.string == "billing")
            #expect(try await reader.delete(id).status == 403)
            let forged = try token(TokenSigner(kid: "a"), #""scope":"admin""#)
            #expect(try await client(port, forged).request("GET", "/tasks").status == 401)
            for token in [writing, reading, forged] {
                #expect(!api.log.contains(token) && !api.log.contains(token.split(separator: ".")[2]))
            }
        }
    }

    @Test("may be signed with keys that a URL gives")
    func url() async throws {
        let signer = try TokenSigner(.eddsa, kid: "a")
        try await withTokens { stack in
            stack.receiver.answer(
                "/jwks", ReceiverAnswer(body: String(decoding: try TokenSigner.keySet([signer]), as: UTF8.self)))
            return stack.receiver.url("/jwks")
        } _: { stack, port, _ in
            let admin = client(port, try token(signer, #""scope":"admin""#))
            #expect(try await admin.request("GET", "/keys").status == 200)
            #expect(stack.receiver.requests(to: "/jwks").count == 1)
        }
    }

    @Test("need all of their settings")
    func faults() async throws {
        try await withDirectory { directory in
            let wrong = directory + "/wrong.json"
            try "{}".write(toFile: wrong, atomically: true, encoding: .utf8)
            let complete = ["CARILLON_JWT_ISSUER": "a", "CARILLON_JWT_AUDIENCE": "b"]
            let faults: [([String: String], String, Int32)] = [
                (["CARILLON_JWT_ISSUER": "a"], "CARILLON_JWT_JWKS", 2),
                (["CARILLON_JWT_JWKS": wrong, "CARILLON_JWT_ISSUER": "a"], "CARILLON_JWT_AUDIENCE", 2),
                (complete.merging(["CARILLON_JWT_JWKS": "/nowhere"]) { $1 }, "CARILLON_JWT_JWKS", 2),
                (complete.merging(["CARILLON_JWT_JWKS": wrong]) { $1 }, "CARILLON_JWT_JWKS", 1),
            ]
            for (index, (environment, name, status)) in faults.enumerated() {
                let api = ServiceProcess(
                    .api, name: "api-\(index)",
                    environment: environment.merging(["CARILLON_AMQP_URL": "amqp://127.0.0.1:9"]) { given, _ in given },
                    directory: directory)
                try await api.start()
                #expect(await api.ended(within: .seconds(60)) == status, "\(environment)")
                #expect(api.log.contains(name), "\(api.log.prefix(500))")
            }
        }
    }
}
