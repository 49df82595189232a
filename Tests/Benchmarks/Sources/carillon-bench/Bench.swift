import Synchronization

/// The parts that all measurements share.
final class Bench: Sendable {
    let scale: Scale
    let report = Report()
    let generator = LoadGenerator()
    let receiver: Receiver
    let broker: Broker
    private let bin: String
    private let directory: String
    private let nextNumber = Atomic(0)

    /// - Parameters:
    ///   - bin: the directory of the services' executables.
    ///   - brokerScript: the path of `broker.sh`.
    ///   - directory: for databases and logs, on a disk.
    init(scale: Scale, bin: String, brokerScript: String, directory: String) async throws {
        self.scale = scale
        self.bin = bin
        self.directory = directory
        receiver = try await Receiver.start()
        report.say("starting a broker")
        broker = try await Broker.start(script: brokerScript, in: directory)
    }

    func stop() async throws {
        await broker.stop()
        try await receiver.stop()
        try await generator.stop()
    }

    /// A directory that nothing is in.
    func makeDirectory() throws -> String {
        try Files.makeTemporaryDirectory(in: directory)
    }

    /// Numbers for `count` webhooks that no other webhook has had.
    func takeNumbers(_ count: Int) -> Int {
        nextNumber.add(count, ordering: .relaxed).oldValue
    }

    /// Runs `body` with fresh services, by default on an empty database.
    func withServices(
        in directory: String? = nil, _ body: (Services) async throws -> Void
    ) async throws {
        let directory = try directory ?? makeDirectory()
        let services = try await Services.start(bin: bin, directory: directory, broker: broker, generator: generator)
        do {
            try await body(services)
        } catch {
            await services.stop()
            throw error
        }
        await services.stop()
        Files.remove(directory)
    }

    func client(_ services: Services) -> APIQueries {
        APIQueries(generator: generator, port: services.apiPort)
    }

    /// - Throws: ``BenchError`` if tasks that have just been created are due already.
    func checkIsBefore(_ dueAt: Int64) throws {
        guard WallTime.milliseconds() < dueAt else {
            throw BenchError("creating the tasks took longer than planned: is the machine busy?")
        }
    }

    /// Adds the largest resident set that each service has had since its start.
    ///
    /// - Parameter occasion: what the services have been doing.
    func addMemory(of services: Services, _ occasion: String) {
        for name in Services.names {
            guard let pid = services.processIDs[name] else { continue }
            let memory = MemoryUsage(pid: pid)
            report.add(Figure("memory of \(name), \(occasion)", memory.peak, .megabytes, target: .atMost(150)))
        }
    }

    /// Creates webhooks through the API, and returns when the last is accepted.
    ///
    /// - Parameters:
    ///   - first: the number of the first.
    ///   - runAt: milliseconds since 1970 for the webhook at an index from 0.
    func create(
        _ count: Int, from first: Int, on services: Services, runAt: @escaping @Sendable (Int) -> Int64
    ) async throws -> LoadResult {
        let requests = TaskRequests(
            apiPort: services.apiPort, receiverPort: receiver.port, first: first, runAt: runAt)
        let run = LoadRun(count: count, expecting: 201) { index, buffer in requests.write(index, into: &buffer) }
        let result = try await generator.perform(run, port: services.apiPort, connections: scale.intakeConnections)
        try services.checkAreRunning()
        try result.throwIfFailed("POST /tasks")
        return result
    }

    /// The time to plan for creating `count` tasks, in milliseconds: three times as long as at the rate of a sample, and 3 s.
    func timeToCreate(_ count: Int, on services: Services) async throws -> Int64 {
        let sample = 2000
        let later = WallTime.milliseconds() + 30 * 86_400_000
        let result = try await create(sample, from: takeNumbers(sample), on: services) { _ in later }
        return Int64(Double(count) / result.rate * 3000) + 3000
    }
}

/// Why a benchmark could not be carried out.
struct BenchError: Error, CustomStringConvertible {
    var description: String

    init(_ description: String) {
        self.description = description
    }
}

/// How much of everything is measured.
struct Scale: Sendable {
    /// Posts of the intake phase, over ``intakeConnections`` connections.
    var intakeTasks: Int
    var intakeConnections = 64
    /// Webhooks due at the same instant, a measurement each.
    var bursts: [Int]
    /// Webhooks a second, a measurement each.
    var latenessRates = [50, 500]
    /// How long each rate is kept up.
    var latenessSeconds: Int
    /// Tasks that wait for later.
    var storedTasks: Int
    /// How often each kind of list is asked for.
    var listRequests: Int
    /// The messages for each part that is measured alone.
    var limitMessages: Int
    var limitSeconds: Int

    /// The scale that the targets are for.
    static let full = Scale(
        intakeTasks: 100_000, bursts: [10_000, 50_000], latenessSeconds: 60, storedTasks: 1_000_000, listRequests: 1000,
        limitMessages: 50_000, limitSeconds: 10)
    /// Enough to see that everything works, and for a first impression of the figures.
    static let quick = Scale(
        intakeTasks: 20_000, bursts: [5000], latenessSeconds: 10, storedTasks: 100_000, listRequests: 200,
        limitMessages: 10_000,
        limitSeconds: 3)
}
