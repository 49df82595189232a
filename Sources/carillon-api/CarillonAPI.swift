import AMQP
import API
import Foundation
import Launch
import Logging
import Messages
import NIOCore
import NIOPosix
import RabbitMQTransport
import Timekeeping

/// The HTTP API: `carillon-api --help` lists its settings.
@main
enum CarillonAPI {
    static let host = Setting("http.host", standard: "127.0.0.1", summary: "the address to listen on")
    static let port = Setting("http.port", standard: "8080", summary: "the port to listen on; 0 for any that is free")
    static let adminKey = Setting(
        "admin.key", standard: "", summary: "a key that may do everything, of at least 16 characters; none by default")
    static let adminKeyFile = Setting("admin.key.file", standard: "", summary: "a file with that key")
    static let rateLimit = Setting(
        "rate.limit", standard: "0", summary: "requests a second for each key; 0 for any number")

    static let connections = Setting(
        "http.connections", standard: "10000", summary: "connections at once; more wait until one is closed")
    static let idleSeconds = Setting(
        "http.idle.seconds", standard: "60", summary: "how long a connection may wait for its next request")
    static let requestSeconds = Setting(
        "http.request.seconds", standard: "30",
        summary: "how long the head of a request may take to arrive, and then its body")
    static let corsOrigins = Setting(
        "cors.origins", standard: "",
        summary: "the web pages whose scripts may use the API: origins, separated by commas, or *; none by default")
    static let hosts = Setting(
        "http.hosts", standard: "",
        summary: "names of hosts, separated by commas, under which the API is called while no key is needed")
    static let timezone = Setting(
        "timezone", standard: "",
        summary: "the zone of tasks that name none, such as Europe/Berlin; by default UTC, and times need an offset")
    static let certificate = Setting(
        "tls.certificate", standard: "",
        summary: "a PEM file with the certificate of the API: TLS only; none by default")
    static let key = Setting("tls.key", standard: "", summary: "a PEM file with the key of that certificate")
    static let keySet = Setting(
        "jwt.jwks", standard: "",
        summary: "a file or an http(s) URL with the keys that tokens are signed with; no tokens by default")
    static let issuer = Setting("jwt.issuer", standard: "", summary: "the issuer of the tokens")
    static let audience = Setting("jwt.audience", standard: "", summary: "the audience that tokens must be for")
    static let all = [
        host, port, connections, idleSeconds, requestSeconds, corsOrigins, hosts, timezone, certificate, key, adminKey,
        adminKeyFile, keySet, issuer, audience, rateLimit,
    ]

    static func main() async {
        _ = NIOSingletons.unsafeTryInstallSingletonPosixEventLoopGroupAsConcurrencyGlobalExecutor()
        await Launch.run("carillon-api", settings: all) { settings, logger in
            let clock = SystemClock()
            let id = UUID().uuidString.lowercased()
            let connection = try AMQPConnection.service(
                settings, name: "carillon-api", topology: .api(id), logger: logger)
            let scheduler = RabbitMQSchedulerClient(connection: connection, appID: "carillon-api", clock: clock)
            // Few, since a message may be of half a megabyte.
            let events = RabbitMQSubscription(
                connection: connection, queue: Names.Queue.listener(id), prefetch: 16)
            let listening = ReadinessGate()
            let rate = try settings.int(rateLimit, in: 0...1_000_000)
            let api = APIService(
                scheduler: scheduler, events: events, clock: clock,
                settings: .init(
                    host: settings.string(host), port: try settings.int(port, in: 0...65535),
                    adminKey: try adminKey(settings), requestsPerSecond: rate == 0 ? nil : rate,
                    limits: try limits(settings, logger), crossOrigins: try crossOrigins(settings),
                    security: try security(settings), tokens: try tokens(settings), hosts: try hosts(settings),
                    zone: try zone(settings)),
                logger: logger,
                onListening: { port in
                    logger.info("listening", metadata: ["port": "\(port)"])
                    listening.open()
                })
            return [connection, scheduler, api, listening]
        }
    }

    private static func limits(_ settings: Settings, _ logger: Logger) throws -> ConnectionLimits {
        let limits = ConnectionLimits(
            connections: try settings.int(connections, in: 1...1_000_000),
            idle: .seconds(try settings.int(idleSeconds, in: 1...86_400)),
            request: .seconds(try settings.int(requestSeconds, in: 1...3600)))
        let files = OpenFiles.raiseLimit()
        // The rest is for the broker, the logs and the event loops.
        if files < limits.connections + 100 {
            logger.warning(
                "the system allows fewer open files than there may be connections: see ulimit -n",
                metadata: ["files": "\(files)", "connections": "\(limits.connections)"])
        }
        return limits
    }

    private static func crossOrigins(_ settings: Settings) throws -> CrossOrigins? {
        let text = settings.string(corsOrigins)
        guard !text.isEmpty else { return nil }
        guard let origins = CrossOrigins(text) else {
            throw settings.invalid(
                corsOrigins, expected: "origins such as https://example.com, separated by commas, or *")
        }
        return origins
    }

    private static func zone(_ settings: Settings) throws -> Zone? {
        let name = settings.string(timezone)
        guard !name.isEmpty else { return nil }
        guard let zone = Zone(identifier: name) else {
            throw settings.invalid(timezone, expected: "an IANA name such as Europe/Berlin, or UTC")
        }
        return zone
    }

    /// The name of this machine, and those that are set.
    private static func hosts(_ settings: Settings) throws -> HostNames {
        var names = HostNames([MachineName.current].compactMap { $0 })
        let text = settings.string(hosts)
        guard !text.isEmpty else { return names }
        guard let others = HostNames(list: text) else {
            throw settings.invalid(
                hosts, expected: "names of hosts such as carillon.example.com, without ports, separated by commas")
        }
        names.formUnion(others)
        return names
    }

    /// - Throws: `SettingsError`, which never shows the key.
    private static func adminKey(_ settings: Settings) throws -> String? {
        var key = settings.string(adminKey)
        let file = settings.string(adminKeyFile)
        if !file.isEmpty {
            guard key.isEmpty else {
                throw SettingsError("\(adminKey.variable) and \(adminKeyFile.variable) are both set: leave one out")
            }
            guard let text = try? String(contentsOfFile: file, encoding: .utf8) else {
                throw SettingsError("\(adminKeyFile.variable) is \"\(file)\", which can't be read")
            }
            key = text.trimmingCharacters(in: .whitespacesAndNewlines)
            if key.isEmpty { throw SettingsError("\(adminKeyFile.variable) is \"\(file)\", which is empty") }
        }
        guard !key.isEmpty else { return nil }
        guard key.count >= 16, key.utf8.allSatisfy({ 0x21...0x7E ~= $0 }) else {
            throw SettingsError("\(adminKey.variable) must have at least 16 printable ASCII characters, and no spaces")
        }
        return key
    }
}
