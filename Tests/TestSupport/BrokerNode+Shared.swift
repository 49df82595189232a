import Glibc

extension BrokerNode {
    /// The node that the tests of this process share: the one that `CARILLON_TEST_AMQP_URL`
    /// (`amqp://user:password@host:port`) and `CARILLON_TEST_MANAGEMENT_URL` (`http://host:port`) name, or else one
    /// started at the first call, which ends with the process.
    public static func shared() async throws -> BrokerNode {
        try await sharedNode.value
    }

    private static let sharedNode = Task {
        guard let amqp = environment("CARILLON_TEST_AMQP_URL"),
            let management = environment("CARILLON_TEST_MANAGEMENT_URL")
        else { return try await BrokerNode.start() }
        return try BrokerNode(amqp: amqp, management: management)
    }

    private convenience init(amqp: String, management: String) throws {
        let broker = try Address(amqp, defaultPort: 5672)
        let http = try Address(management, defaultPort: 15672)
        let user = broker.user ?? "guest"
        let password = broker.password ?? "guest"
        self.init(
            host: broker.host, port: broker.port, tlsPort: 0, user: user, password: password,
            management: ManagementAPI(
                host: http.host, port: http.port, user: http.user ?? user, password: http.password ?? password),
            files: nil)
    }

    private struct Address {
        var user: String?
        var password: String?
        var host: String
        var port: Int

        init(_ url: String, defaultPort: Int) throws {
            guard let scheme = url.firstRange(of: "://") else { throw Failure(description: "not a URL: \(url)") }
            var rest = url[scheme.upperBound...].prefix { $0 != "/" }
            if let at = rest.lastIndex(of: "@") {
                let parts = rest[..<at].split(separator: ":", maxSplits: 1)
                user = parts.first.map(String.init)
                password = parts.count > 1 ? String(parts[1]) : nil
                rest = rest[rest.index(after: at)...]
            }
            let parts = rest.split(separator: ":")
            host = parts.first.map(String.init) ?? "127.0.0.1"
            port = parts.count > 1 ? Int(parts[1]) ?? defaultPort : defaultPort
        }
    }
}

func environment(_ name: String) -> String? {
    getenv(name).map { String(cString: $0) }.flatMap { $0.isEmpty ? nil : $0 }
}
