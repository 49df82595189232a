import Glibc
import NIOCore

/// The API does not start: something else listens where it is to listen.
public struct PortTakenError: Error, Sendable, CustomStringConvertible {
    let host: String
    let port: Int

    /// - Returns: `nil` if an error is another.
    init?(_ error: any Error, host: String, port: Int) {
        guard let error = error as? IOError, error.errnoCode == EADDRINUSE else { return nil }
        self.host = host
        self.port = port
    }

    public var description: String {
        "the port \(port) of \(host) is taken by another program: stop that, or choose another port with "
            + "CARILLON_HTTP_PORT"
    }
}
