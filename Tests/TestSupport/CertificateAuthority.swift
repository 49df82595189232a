import Glibc

/// Certificates for tests, made by the `openssl` command and valid for a day.
public struct CertificateAuthority: Sendable {
    public struct Issued: Sendable {
        public var certificateFile: String
        public var keyFile: String
    }

    private let directory: String
    public var caFile: String { directory + "/ca.pem" }

    public static func make() async throws -> CertificateAuthority {
        let directory = try makeDirectory()
        CleanUp.shared.add(directory: directory)
        let authority = CertificateAuthority(directory: directory)
        try await authority.openssl(
            "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "1", "-subj", "/CN=Test CA", "-keyout",
            "ca-key.pem", "-out", "ca.pem")
        return authority
    }

    /// A certificate for `name`, as server and as client.
    public func issue(_ name: String) async throws -> Issued {
        try write("subjectAltName=DNS:\(name)\n", to: "\(directory)/\(name).ext")
        try await openssl(
            "req", "-newkey", "rsa:2048", "-nodes", "-subj", "/CN=\(name)", "-keyout", "\(name)-key.pem", "-out",
            "\(name).csr")
        try await openssl(
            "x509", "-req", "-in", "\(name).csr", "-CA", "ca.pem", "-CAkey", "ca-key.pem", "-CAcreateserial", "-days",
            "1", "-extfile", "\(name).ext", "-out", "\(name).pem")
        return Issued(certificateFile: "\(directory)/\(name).pem", keyFile: "\(directory)/\(name)-key.pem")
    }

    func path(_ file: String) -> String { "\(directory)/\(file)" }

    func openssl(_ arguments: String...) async throws {
        let log = directory + "/openssl.log"
        let process = try await ChildProcess.start(
            ["/usr/bin/env", "-C", directory, "openssl"] + arguments,
            environment: ["PATH": "/usr/bin:/bin", "HOME": directory], output: log)
        let status = await process.wait()
        guard status == 0 else {
            throw BrokerNode.Failure(description: "openssl \(arguments): \(status) \(readFile(log))")
        }
    }
}
