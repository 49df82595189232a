import Foundation
import Glibc
import NIOCore
import Synchronization
import Timekeeping

/// The three services, on one database.
final class Services: Sendable {
    static let names = ["scheduler", "executor", "api"]

    let apiPort: Int
    private let processes: Mutex<[String: BenchProcess]>
    private let bin: String
    private let directory: String
    private let broker: Broker

    private init(
        apiPort: Int, processes: [String: BenchProcess], bin: String, directory: String, broker: Broker
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
        var processes: [String: BenchProcess] = [:]
        for name in names {
            processes[name] = try await launch(name, bin: bin, directory: directory, broker: broker, port: port)
        }
        let services = Services(
            apiPort: port, processes: processes, bin: bin, directory: directory, broker: broker)
        try await services.awaitReady(APIQueries(generator: generator, port: port))
        return services
    }

    private static func launch(
        _ name: String, bin: String, directory: String, broker: Broker, port: Int
    ) async throws -> BenchProcess {
        try await BenchProcess.start(
            "carillon-\(name)", ["\(bin)/carillon-\(name)"],
            environment: [
                "CARILLON_AMQP_URL": broker.url(service: name), "CARILLON_DATABASE": database(in: directory),
                "CARILLON_HTTP_HOST": "127.0.0.1", "CARILLON_HTTP_PORT": "\(port)",
            ],
            log: "\(directory)/\(name).log")
    }

    static func database(in directory: String) -> String { directory + "/carillon.sqlite" }

    private func awaitReady(_ client: APIQueries) async throws {
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

    private func process(_ name: String) -> BenchProcess? {
        processes.withLock { $0[name] }
    }

    /// - Throws: ``BenchError`` if a process has ended by itself.
    func checkAreRunning() throws {
        try broker.checkIsRunning()
        for process in processes.withLock({ Array($0.values) }) { try process.checkIsRunning() }
    }

    /// Ends the scheduler, and starts it again on its database.
    ///
    /// - Returns: the time from the start of the process until the API said that all is ready.
    func restartScheduler(_ client: APIQueries) async throws -> Duration {
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

/// The queries that the benchmark sends to the API; ``TaskRequests`` creates tasks.
struct APIQueries: Sendable {
    let generator: LoadGenerator
    let port: Int

    /// - Throws: ``BenchError`` if the status is not 200.
    func get(_ path: String) async throws -> [UInt8] {
        let request = "GET \(path) HTTP/1.1\r\nHost: 127.0.0.1:\(port)\r\n\r\n"
        let run = LoadRun(count: 1, expecting: 200, keepsBodies: true) { _, buffer in buffer.writeString(request) }
        let result = try await generator.perform(run, port: port, connections: 1)
        try result.throwIfFailed("GET \(path)")
        return result.body
    }

    func isReady() async -> Bool {
        (try? await get("/readyz")) != nil
    }

    /// The earliest task with this status, by its `run_at`.
    ///
    /// - Returns: its `run_at` in milliseconds since 1970; `nil` if there is no such task.
    func earliest(_ status: String) async throws -> Int64? {
        struct Page: Decodable {
            struct Task: Decodable { var runAt: String }
            var tasks: [Task]
        }
        let decoder = JSONDecoder()
        decoder.keyDecodingStrategy = .convertFromSnakeCase
        let page = try decoder.decode(Page.self, from: Data(try await get("/tasks?status=\(status)&limit=1")))
        return try page.tasks.first.map { try Timestamp(rfc3339: $0.runAt).milliseconds }
    }
}

/// Free ports of the loopback interface.
enum Ports {
    /// A port that is free, below the range that the kernel gives to outgoing connections.
    static func free() throws -> Int {
        for _ in 0..<100 {
            let port = Int.random(in: 20_000..<32_000)
            if canBind(port) { return port }
        }
        throw BenchError("no port from 20000 to 31999 is free")
    }

    private static func canBind(_ port: Int) -> Bool {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = in_port_t(port).bigEndian
        address.sin_addr.s_addr = INADDR_LOOPBACK.bigEndian
        return withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                bind(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size)) == 0
            }
        }
    }
}
