import Foundation
import TestSupport
import Testing

@testable import CommandLine

/// TLS errors of servers: each has a sentence and a code.
@Suite(.timeLimit(.minutes(5))) struct TLSTests {
    /// Shared by all tests, since keys are slow to make.
    private static let authority = Task { try await CertificateAuthority.make() }

    private static func withServer(
        _ fault: CertificateAuthority.Fault?, _ body: (_ port: Int, _ caFile: String) async throws -> Void
    ) async throws {
        let authority = try await Self.authority.value
        let certificate = try await authority.issue(fault)
        let port = try freePort()
        let server = try await ChildProcess.start(
            [
                "/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.certificateFile,
                "-key", certificate.keyFile, "-www", "-quiet",
            ], environment: ["PATH": "/usr/bin:/bin"], output: "/dev/null")
        do {
            try await body(port, authority.caFile)
        } catch {
            server.signal(SIGTERM)
            _ = await server.wait()
            throw error
        }
        server.signal(SIGTERM)
        _ = await server.wait()
    }

    /// Runs the tool once the server listens.
    private static func run(_ url: String, _ arguments: [String], caFile: String?) async throws -> ToolRun {
        var place = ToolRun.Place()
        place.environment["SSL_CERT_FILE"] = caFile
        var run = await ToolRun.run(list: arguments + ["--server", url], in: place)
        _ = try await eventually {
            guard run.errors.contains("it refuses connections") else { return true }
            run = await ToolRun.run(list: arguments + ["--server", url], in: place)
            return false
        }
        return run
    }

    @Test(arguments: [
        (CertificateAuthority.Fault.expired, "it has a TLS certificate that has expired (tls_expired)"),
        (.notYetValid, "it has a TLS certificate that is not valid yet (tls_not_yet_valid)"),
        (.selfSigned, "it has a self-signed TLS certificate, which is not trusted here (tls_self_signed)"),
        (.wrongHost, "it has a TLS certificate for another host than the one in the URL (tls_wrong_host)"),
    ])
    func aFaultOfACertificateIsTold(_ fault: CertificateAuthority.Fault, _ sentence: String) async throws {
        try await Self.withServer(fault) { port, caFile in
            let url = "https://localhost:\(port)"
            for arguments in [["keys", "ls"], ["logs"], ["logs", "-f"]] {
                let run = try await Self.run(url, arguments, caFile: caFile)
                #expect(run.status == 6)
                #expect(run.errors.hasPrefix("error: can't reach \(url): \(sentence)\n"), "\(run.errors)")
                // Neither a path of the build machine nor a text of a library.
                let rest = run.errors.replacing(url, with: "")
                #expect(!rest.contains("/") && !rest.lowercased().contains("openssl") && !rest.contains("Error"))
            }
        }
    }

    @Test func anAuthorityIsTrustedIfItIsNamed() async throws {
        try await Self.withServer(nil) { port, caFile in
            let url = "https://localhost:\(port)"
            let trusted = try await Self.run(url, ["keys", "ls"], caFile: caFile)
            #expect(trusted.errors.contains("is not JSON"), "\(trusted.errors)")
            let run = try await Self.run(url, ["keys", "ls"], caFile: nil)
            #expect(run.status == 6)
            #expect(run.errors.contains("from an authority that is not trusted here (tls_unknown_authority)\n"))
            #expect(run.errors.contains("SSL_CERT_FILE"))
            let unreadable = try await Self.run(url, ["keys", "ls"], caFile: "/does/not/exist.pem")
            #expect(unreadable.status == 6)
            #expect(unreadable.errors.contains("certificates of the authorities can't be read"))
        }
    }

    @Test func theWrongSchemeIsTold() async throws {
        try await Self.withServer(nil) { port, caFile in
            let run = try await Self.run("http://localhost:\(port)", ["keys", "ls"], caFile: caFile)
            #expect(run.status == 6)
            #expect(run.errors.contains("use https://"), "\(run.errors)")
        }
        try await StubServer.with { server in
            let url = server.url.replacing("http:", with: "https:")
            let run = try await Self.run(url, ["keys", "ls"], caFile: nil)
            #expect(run.status == 6)
            #expect(run.errors.contains("it does not speak TLS on this port (tls_protocol)\n"), "\(run.errors)")
            #expect(run.errors.contains("use http://"))
        }
    }

    @Test func noCommonVersionIsTold() async throws {
        let authority = try await Self.authority.value
        let certificate = try await authority.issue(nil)
        let port = try freePort()
        let server = try await ChildProcess.start(
            [
                "/usr/bin/openssl", "s_server", "-accept", "127.0.0.1:\(port)", "-cert", certificate.certificateFile,
                "-key", certificate.keyFile, "-www", "-quiet", "-tls1_1", "-cipher", "ALL@SECLEVEL=0",
            ], environment: ["PATH": "/usr/bin:/bin"], output: "/dev/null")
        let run = try await Self.run("https://localhost:\(port)", ["keys", "ls"], caFile: authority.caFile)
        server.signal(SIGTERM)
        _ = await server.wait()
        #expect(run.status == 6)
        #expect(run.errors.contains("(tls_protocol)\n"), "\(run.errors)")
    }
}
