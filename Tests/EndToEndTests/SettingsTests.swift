import Foundation
import Testing

@Suite("Settings", .timeLimit(.minutes(20)))
struct SettingsTests {
    struct Fault: Sendable {
        var service: ServiceKind
        var environment: [String: String] = [:]
        var arguments: [String] = []
        /// What the message names.
        var names: String
    }

    static let faults = [
        Fault(service: .api, environment: ["CARILLON_HTTP_PORT": "abc"], names: "CARILLON_HTTP_PORT"),
        Fault(service: .api, environment: ["CARILLON_HTTP_PORT": "65536"], names: "CARILLON_HTTP_PORT"),
        Fault(
            service: .api, environment: ["CARILLON_HTTP_IDLE_SECONDS": "0"], names: "CARILLON_HTTP_IDLE_SECONDS"),
        Fault(service: .api, environment: ["CARILLON_CORS_ORIGINS": "example.com"], names: "CARILLON_CORS_ORIGINS"),
        Fault(service: .api, environment: ["CARILLON_HTTP_HOSTS": "http://a"], names: "CARILLON_HTTP_HOSTS"),
        Fault(service: .api, environment: ["CARILLON_LOG_LEVEL": "loud"], names: "CARILLON_LOG_LEVEL"),
        Fault(service: .api, arguments: ["--http-port", "abc"], names: "--http-port"),
        Fault(service: .api, arguments: ["--color", "red"], names: "--color"),
        Fault(service: .api, arguments: ["--http-port"], names: "--http-port"),
        Fault(service: .scheduler, environment: ["CARILLON_DISPATCH": "x"], names: "CARILLON_DISPATCH"),
        Fault(service: .scheduler, environment: ["CARILLON_WINDOW": "0"], names: "CARILLON_WINDOW"),
        Fault(service: .scheduler, environment: ["CARILLON_LOG_FORMAT": "xml"], names: "CARILLON_LOG_FORMAT"),
        Fault(service: .scheduler, arguments: ["--windw=3"], names: "--windw"),
        Fault(service: .executor, environment: ["CARILLON_ACTIONS": "nope"], names: "CARILLON_ACTIONS"),
        Fault(service: .executor, environment: ["CARILLON_ACTIONS": "web hook"], names: "CARILLON_ACTIONS"),
        Fault(service: .executor, environment: ["CARILLON_CONCURRENCY": "many"], names: "CARILLON_CONCURRENCY"),
        Fault(service: .executor, environment: ["CARILLON_AMQP_URL": "http://127.0.0.1"], names: "CARILLON_AMQP_URL"),
    ]

    @Test("that can't be used stop the start with a line that names them")
    func faults() async throws {
        try await withDirectory { directory in
            for (index, fault) in Self.faults.enumerated() {
                let harmless = [
                    "CARILLON_DATABASE": directory + "/tasks.sqlite", "CARILLON_AMQP_URL": "amqp://127.0.0.1:9",
                ]
                let service = ServiceProcess(
                    fault.service, name: "service-\(index)", arguments: fault.arguments,
                    environment: fault.environment.merging(harmless) { given, _ in given }, directory: directory)
                try await service.start()
                #expect(await service.ended(within: .seconds(60)) == 2, "\(fault)")
                let said = String(service.log.prefix(500))
                #expect(service.lines.count == 1, "\(fault)")
                #expect(said.contains(fault.names), "\(fault)")
            }
        }
    }

    @Test("are not needed to tell the version", arguments: ServiceKind.allCases)
    func version(_ kind: ServiceKind) async throws {
        try await withDirectory { directory in
            let service = ServiceProcess(kind, arguments: ["--version"], environment: [:], directory: directory)
            try await service.start()
            #expect(await service.ended(within: .seconds(60)) == 0)
            #expect(service.lines.count == 1)
            #expect(service.log.hasPrefix("carillon-\(kind.rawValue) "), "\(service.log)")
        }
    }

    @Test("that name a port which is taken stop the start with a line that names it")
    func takenPort() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            let port = try #require(URL(string: stack.client.base)?.port)
            try await withDirectory { directory in
                let api = try #require(stack.services.first { $0.kind == .api })
                let second = ServiceProcess(
                    .api, environment: api.environment.merging(["CARILLON_HTTP_PORT": "\(port)"]) { $1 },
                    directory: directory)
                try await second.start()
                #expect(await second.ended(within: .seconds(60)) == 1)
                let last = try #require(second.lines.last)
                #expect(last.contains("port \(port) ") && last.contains("CARILLON_HTTP_PORT"), "\(second.log)")
            }
        }
    }

    @Test("that hold the broker's password are never shown, right or wrong", arguments: ServiceKind.allCases)
    func wrongURL(_ kind: ServiceKind) async throws {
        try await withDirectory { directory in
            let urls = ["amqp://ada:hunter2secret@127.0.0.1:port", "amq://ada:hunter2secret@127.0.0.1"]
            for (index, url) in urls.enumerated() {
                let service = ServiceProcess(
                    kind, name: "service-\(index)",
                    environment: ["CARILLON_AMQP_URL": url, "CARILLON_DATABASE": directory + "/tasks.sqlite"],
                    directory: directory)
                try await service.start()
                #expect(await service.ended(within: .seconds(60)) == 2)
                let said = String(service.log.prefix(500))
                #expect(said.contains("CARILLON_AMQP_URL"))
                #expect(!said.contains("hunter2secret"))
            }
        }
    }

    @Test("that hold the broker's password do not get into the logs, however much they tell")
    func logs() async throws {
        let user = BrokerUser(name: "test-\(UInt32.random(in: 0 ... .max))", password: "hunter2secret")
        let options = StackOptions(user: user, common: ["CARILLON_LOG_LEVEL": "trace"])
        try await withStack(options) { stack in
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: id, toBe: "completed")
            for service in stack.services {
                #expect(!service.log.isEmpty)
                #expect(!service.log.contains(user.password))
            }
        }
    }
}
