import Synchronization

/// The three services, on one database.
final class Services: Sendable {
    static let names = ["scheduler", "executor", "api"]

    let apiPort: Int
    private let processes: Mutex<[String: ChildProcess]>
    private let bin: String
    private let directory: String
    private let broker: Broker

    private init(
        apiPort: Int, processes: [String: ChildProcess], bin: String, directory: String, broker: Broker
    ) {
        self.apiPort = apiPort
        self.processes = Mutex(processes)
        self.bin = bin
        self.directory = directory
        self.broker = broker
    }

    /// Starts them, and returns when the API says that all is ready.
    ///
    /// - Parameters:
    ///   - bin: the directory of their executables.
    ///   - directory: an empty one, or one with the database of services that have been stopped.
    static func start(
        bin: String, directory: String, broker: Broker, generator: LoadGenerator
    ) async throws -> Services {
        let port = try Ports.free()
        var processes: [String: ChildProcess] = [:]
        for name in names {
            processes[name] = try await launch(name, bin: bin, directory: directory, broker: broker, port: port)
        }
        let services = Services(
            apiPort: port, processes: processes, bin: bin, directory: directory, broker: broker)
        try await services.awaitReady(APIClient(generator: generator, port: port))
        return services
    }

    private static func launch(
        _ name: String, bin: String, directory: String, broker: Broker, port: Int
    ) async throws -> ChildProcess {
        try await ChildProcess.start(
            "carillon-\(name)", ["\(bin)/carillon-\(name)"],
            environment: [
                "CARILLON_AMQP_URL": broker.url(service: name), "CARILLON_DATABASE": database(in: directory),
                "CARILLON_HTTP_HOST": "127.0.0.1", "CARILLON_HTTP_PORT": "\(port)",
            ],
            log: "\(directory)/\(name).log")
    }

    static func database(in directory: String) -> String { directory + "/carillon.sqlite" }

    private func awaitReady(_ client: APIClient) async throws {
        let deadline = ContinuousClock.now + .seconds(60)
        while await !client.isReady() {
            try checkAreRunning()
            guard ContinuousClock.now < deadline else { throw BenchError("the services are not ready after 60 s") }
            try await Task.sleep(for: .milliseconds(5))
        }
    }

    /// The id of each process, that of the broker and our own among them.
    var processIDs: [String: Int32] {
        var ids = processes.withLock { $0.mapValues(\.pid) }
        ids["broker"] = broker.pid
        ids["bench"] = ProcessIDs.own
        return ids
    }

    private func process(_ name: String) -> ChildProcess? {
        processes.withLock { $0[name] }
    }

    /// - Throws: where one has ended by itself.
    func checkAreRunning() throws {
        try broker.checkIsRunning()
        for process in processes.withLock({ Array($0.values) }) { try process.checkIsRunning() }
    }

    /// Ends the scheduler, and starts it again on its database.
    ///
    /// - Returns: the time from the start of the process until the API said that all is ready.
    func restartScheduler(_ client: APIClient) async throws -> Duration {
        await process("scheduler")?.stop()
        let start = ContinuousClock.now
        let scheduler = try await Self.launch(
            "scheduler", bin: bin, directory: directory, broker: broker, port: apiPort)
        processes.withLock { $0["scheduler"] = scheduler }
        try await awaitReady(client)
        return ContinuousClock.now - start
    }

    func stop() async {
        for name in Self.names.reversed() { await process(name)?.stop() }
    }
}
