import Foundation
import Glibc
import Logging
import ServiceLifecycle
import Synchronization
import Testing

@testable import Launch

/// What systemd hears of the start of a service.
@Suite struct ReadinessTests {
    /// A datagram socket, as systemd has one.
    private final class ServiceManager {
        let path: String
        private let descriptor: Int32

        init(_ path: String) throws {
            self.path = path
            descriptor = socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue), 0)
            var address = sockaddr_un()
            address.sun_family = sa_family_t(AF_UNIX)
            var name = Array(path.utf8)
            if path.hasPrefix("@") { name[0] = 0 }
            withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
            let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path)! + name.count)
            let result = withUnsafePointer(to: &address) { pointer in
                pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) { bind(descriptor, $0, length) }
            }
            try #require(result == 0)
        }

        deinit {
            close(descriptor)
            unlink(path)
        }

        /// The message that has come; `nil` if there is none.
        func message() -> String? {
            var buffer = [UInt8](repeating: 0, count: 100)
            let count = recv(descriptor, &buffer, buffer.count, Int32(MSG_DONTWAIT))
            return count < 0 ? nil : String(decoding: buffer.prefix(count), as: UTF8.self)
        }

        /// Waits up to a minute for a message.
        func nextMessage() async throws -> String? {
            let deadline = ContinuousClock.now + .seconds(60)
            while ContinuousClock.now < deadline {
                if let message = message() { return message }
                try await Task.sleep(for: .milliseconds(5))
            }
            return nil
        }
    }

    private static func path() -> String { "/tmp/carillon-\(UUID().uuidString.prefix(13))" }

    @Test(arguments: [path(), "@" + path()])
    func `systemd hears that a service is ready once every part of it is`(_ path: String) async throws {
        let manager = try ServiceManager(path)
        let gates = [ReadinessGate(), ReadinessGate()]
        let notifier = try #require(
            ReadinessNotifier(gates, environment: ["NOTIFY_SOCKET": path], logger: Logger(label: "test")))
        let group = ServiceGroup(services: gates + [notifier], logger: Logger(label: "test"))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            gates[1].open()
            // The other gate is still closed.
            await Task.yield()
            #expect(manager.message() == nil)
            gates[0].open()
            #expect(try await manager.nextMessage() == "READY=1")
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(manager.message() == nil)
    }

    @Test func `A shutdown before a service is ready tells systemd nothing`() async throws {
        let manager = try ServiceManager(Self.path())
        let gate = ReadinessGate()
        let notifier = try #require(
            ReadinessNotifier([gate], environment: ["NOTIFY_SOCKET": manager.path], logger: Logger(label: "test")))
        let group = ServiceGroup(services: [gate, notifier], logger: Logger(label: "test"))
        try await withThrowingTaskGroup { tasks in
            tasks.addTask { try await group.run() }
            await group.triggerGracefulShutdown()
            try await tasks.waitForAll()
        }
        #expect(manager.message() == nil)
    }

    @Test func `Without a service manager there is nothing to tell`() {
        let logger = Logger(label: "test")
        #expect(ReadinessNotifier([], environment: [:], logger: logger) == nil)
        #expect(ReadinessNotifier([], environment: ["NOTIFY_SOCKET": ""], logger: logger) == nil)
    }

    @Test(arguments: ["/nonexistent/socket", "/tmp/" + String(repeating: "x", count: 200)])
    func `A socket that can't be reached fails and ends nothing`(_ path: String) {
        #expect(!ReadinessNotifier.send("READY=1", to: path))
    }
}
