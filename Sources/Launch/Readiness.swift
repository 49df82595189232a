internal import Foundation
internal import Glibc
internal import Logging
public import ServiceLifecycle

/// A service that is ready some time after its start, such as a connection.
public protocol ReadinessReporting: Service {
    /// Returns when the service is ready.
    ///
    /// - Throws: `CancellationError`, or an error if the service will never be ready.
    func waitUntilReady() async throws
}

/// A condition that belongs to no service: it is met once ``open()`` was called.
public struct ReadinessGate: ReadinessReporting {
    private let opened: AsyncStream<Void>
    private let continuation: AsyncStream<Void>.Continuation

    public init() {
        (opened, continuation) = AsyncStream.makeStream()
    }

    public func open() { continuation.finish() }

    public func waitUntilReady() async throws {
        for await _ in opened {}
        try Task.checkCancellation()
    }

    public func run() async throws { try await gracefulShutdown() }
}

/// Reports to systemd, which started the process with `Type=notify`, that all services are ready (sd_notify(3)).
struct ReadinessNotifier: Service {
    let services: [any ReadinessReporting]
    /// The socket of the service manager, from `NOTIFY_SOCKET`.
    let socket: String
    let logger: Logger

    /// - Returns: `nil` if no service manager wants to know.
    init?(_ services: [any Service], environment: [String: String], logger: Logger) {
        guard let socket = environment["NOTIFY_SOCKET"], !socket.isEmpty else { return nil }
        self.services = services.compactMap { $0 as? any ReadinessReporting }
        self.socket = socket
        self.logger = logger
    }

    func run() async throws {
        do {
            try await cancelWhenGracefulShutdown {
                for service in services { try await service.waitUntilReady() }
                if !Self.send("READY=1", to: socket) {
                    logger.warning("the service manager can't be told that the service is ready")
                }
            }
        } catch is CancellationError {
            return
        }
        try await gracefulShutdown()
    }

    /// Sends a datagram to a Unix socket; a path that begins with `@` is in the abstract namespace of Linux.
    static func send(_ text: String, to path: String) -> Bool {
        var address = sockaddr_un()
        address.sun_family = sa_family_t(AF_UNIX)
        var name = Array(path.utf8)
        guard name.count < MemoryLayout.size(ofValue: address.sun_path) else { return false }
        if name.first == UInt8(ascii: "@") { name[0] = 0 }
        withUnsafeMutableBytes(of: &address.sun_path) { $0.copyBytes(from: name) }
        let length = socklen_t(MemoryLayout.offset(of: \sockaddr_un.sun_path)! + name.count)
        let descriptor = Glibc.socket(AF_UNIX, Int32(SOCK_DGRAM.rawValue | SOCK_CLOEXEC.rawValue), 0)
        guard descriptor >= 0 else { return false }
        defer { close(descriptor) }
        let message = Array(text.utf8)
        let sent = withUnsafePointer(to: &address) { pointer in
            pointer.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                sendto(descriptor, message, message.count, Int32(MSG_NOSIGNAL), $0, length)
            }
        }
        return sent == message.count
    }
}
