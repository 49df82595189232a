/// A RabbitMQ node of the benchmark's own.
final class Broker: Sendable {
    let port: Int
    /// Of the node itself.
    let pid: Int32
    private let script: BenchProcess
    private let directory: String

    private init(port: Int, pid: Int32, script: BenchProcess, directory: String) {
        self.port = port
        self.pid = pid
        self.script = script
        self.directory = directory
    }

    /// - Parameters:
    ///   - script: the path of `broker.sh`.
    ///   - parent: where its directory is made.
    static func start(script: String, in parent: String) async throws -> Broker {
        let port = try Ports.free()
        let directory = parent + "/broker"
        let pidFile = parent + "/broker.pid"
        let process = try await BenchProcess.start(
            "the broker",
            [script, "run", "--throwaway", "--dir", directory, "--port", "\(port)", "--pid-file", pidFile],
            log: parent + "/broker.log")
        while !Files.text(process.log).split(separator: "\n").contains("ready") {
            try process.checkIsRunning()
            try await Task.sleep(for: .milliseconds(50))
        }
        guard let pid = Int32(Files.text(pidFile).prefix { $0.isNumber }) else {
            throw BenchError("\(pidFile) does not hold the id of a process")
        }
        return Broker(port: port, pid: pid, script: process, directory: directory)
    }

    /// The URL for a service, with the permissions that it has in production.
    func url(service: String) -> String {
        let password = Files.text("\(directory)/credentials/\(service)/password").prefix { !$0.isNewline }
        return "amqp://carillon-\(service):\(password)@127.0.0.1:\(port)"
    }

    /// The URL for a user with all permissions.
    var administratorURL: String { "amqp://guest:guest@127.0.0.1:\(port)" }

    func checkIsRunning() throws { try script.checkIsRunning() }

    func stop() async { await script.stop() }
}
