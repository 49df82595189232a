import Glibc
import Synchronization

/// A RabbitMQ node for tests: a private one in a temporary directory on free loopback ports, its own epmd included, or
/// one that runs already.
public final class BrokerNode: Sendable {
    public struct Failure: Error, CustomStringConvertible {
        public var description: String
    }

    /// What there is only of a node started here.
    struct Files: Sendable {
        var directory: String
        var environment: [String: String]
        var epmd: ChildProcess
        var log: String { directory + "/node.log" }
    }

    private static let programs = "/usr/lib/rabbitmq/bin"

    public let host: String
    public let port: Int
    /// 0 unless TLS was asked for.
    public let tlsPort: Int
    public let user: String
    public let password: String
    public let management: ManagementAPI
    private let files: Files?
    private let process = Mutex<ChildProcess?>(nil)

    init(
        host: String, port: Int, tlsPort: Int, user: String, password: String, management: ManagementAPI, files: Files?
    ) {
        self.host = host
        self.port = port
        self.tlsPort = tlsPort
        self.user = user
        self.password = password
        self.management = management
        self.files = files
    }

    /// - Parameter configuration: more lines for `rabbitmq.conf`; `TLS_PORT` in it stands for a free port.
    public static func start(configuration: String = "") async throws -> BrokerNode {
        let ports = try freePorts(7)
        let directory = try makeDirectory()
        CleanUp.shared.add(directory: directory)
        let environment = try prepare(directory: directory, ports: ports, configuration: configuration)
        let epmd = try await ChildProcess.start(
            ["/usr/bin/epmd", "-address", "127.0.0.1", "-port", "\(ports[0])"], environment: environment,
            output: directory + "/epmd.log")
        CleanUp.shared.add(epmd)
        let node = BrokerNode(
            host: "127.0.0.1", port: ports[1], tlsPort: configuration.contains("TLS_PORT") ? ports[6] : 0,
            user: "guest", password: "guest",
            management: ManagementAPI(host: "127.0.0.1", port: ports[3], user: "guest", password: "guest"),
            files: Files(directory: directory, environment: environment, epmd: epmd))
        try await node.launch()
        return node
    }

    private static func prepare(
        directory: String, ports: [Int], configuration: String
    ) throws -> [String: String] {
        let settings = """
            listeners.tcp.default = 127.0.0.1:\(ports[1])
            management.tcp.ip = 127.0.0.1
            management.tcp.port = \(ports[3])
            management.rates_mode = none
            collect_statistics_interval = 500
            disk_free_limit.absolute = 50MB
            loopback_users = none
            log.file.level = warning
            \(configuration.replacing("TLS_PORT", with: "\(ports[6])"))

            """
        try write(settings, to: directory + "/rabbitmq.conf")
        try write("[rabbitmq_management].\n", to: directory + "/enabled_plugins")
        let letters = (0..<20).map { _ in String(UnicodeScalar(UInt8.random(in: 65...90))) }
        try write(letters.joined(), to: directory + "/.erlang.cookie")
        chmod(directory + "/.erlang.cookie", 0o400)
        return [
            "HOME": directory, "PATH": "/usr/bin:/bin:/usr/sbin:/sbin", "LANG": "C.UTF-8",
            "RUNNING_UNDER_SYSTEMD": "1",
            "ERL_EPMD_PORT": "\(ports[0])", "ERL_EPMD_ADDRESS": "127.0.0.1",
            "ERL_CRASH_DUMP": "\(directory)/erl_crash.dump",
            "RABBITMQ_CONF_ENV_FILE": "/dev/null", "RABBITMQ_NODENAME": "t\(ports[1])@localhost",
            "RABBITMQ_DIST_PORT": "\(ports[2])", "RABBITMQ_PID_FILE": directory + "/node.pid",
            "RABBITMQ_MNESIA_BASE": directory + "/mnesia", "RABBITMQ_LOG_BASE": directory + "/log",
            "RABBITMQ_CONFIG_FILE": directory + "/rabbitmq",
            "RABBITMQ_ENABLED_PLUGINS_FILE": directory + "/enabled_plugins",
            "RABBITMQ_CTL_DIST_PORT_MIN": "\(ports[4])", "RABBITMQ_CTL_DIST_PORT_MAX": "\(ports[4] + 20)",
            "RABBITMQ_SERVER_ADDITIONAL_ERL_ARGS":
                "-kernel inet_dist_use_interface {127,0,0,1} -start_epmd false",
        ]
    }

    private func owned() throws -> Files {
        guard let files else { throw Failure(description: "this node was not started by the tests") }
        return files
    }

    private func launch() async throws {
        let files = try owned()
        let process = try await ChildProcess.start(
            [Self.programs + "/rabbitmq-server"], environment: files.environment, output: files.log)
        CleanUp.shared.add(process)
        self.process.withLock { $0 = process }
        // The management plugin is started last, and answers once the node is up: faster to ask than rabbitmqctl.
        let management = self.management
        let isUp = try await eventually(every: .milliseconds(100)) {
            (try? await management.attempt("GET", "vhosts"))?.status == 200
        }
        guard isUp else { throw Failure(description: "the node did not start: \(readFile(files.log).suffix(2000))") }
    }

    /// The URL of a virtual host, by default of `/`.
    public func url(
        virtualHost: String = "%2f", user: String? = nil, password: String? = nil, port: Int? = nil
    ) -> String {
        "amqp://\(user ?? self.user):\(password ?? self.password)@\(host):\(port ?? self.port)/\(virtualHost)"
    }

    // MARK: Faults

    public func freeze() { process.withLock { $0 }?.signal(SIGSTOP) }
    public func resume() { process.withLock { $0 }?.signal(SIGCONT) }

    /// SIGKILL; returns once it is gone.
    public func kill() async {
        let process = process.withLock { $0 }
        process?.signal(SIGKILL)
        await process?.wait()
    }

    /// An orderly end of the node only; ``restart()`` starts it again.
    public func stopNode() async {
        let process = process.withLock { $0 }
        process?.signal(SIGTERM)
        await process?.wait()
    }

    /// Starts it again on the same directory and ports; stops it first, if it runs.
    public func restart() async throws {
        await stopNode()
        try await launch()
    }

    /// Ends the node and its epmd, and removes its files.
    public func stop() async {
        guard let files else { return }
        resume()
        await kill()
        files.epmd.signal(SIGTERM)
        await files.epmd.wait()
        CleanUp.shared.remove(directory: files.directory)
    }

    /// - Throws: if the command fails.
    @discardableResult
    public func rabbitmqctl(_ arguments: String...) async throws -> String {
        let files = try owned()
        let output = files.directory + "/ctl-\(UInt32.random(in: 0 ... .max)).log"
        let process = try await ChildProcess.start(
            [Self.programs + "/rabbitmqctl", "-q"] + arguments, environment: files.environment, output: output)
        let status = await process.wait()
        let text = readFile(output)
        unlink(output)
        guard status == 0 else { throw Failure(description: "rabbitmqctl \(arguments): \(status) \(text)") }
        return text
    }
}
