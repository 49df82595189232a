import CCurl
import Glibc
import TestSupport

/// Relays the bytes of a client and a TLS 1.2 server, except for the alert with which the server ends TLS.
struct TLSRelay {
    let client: ScriptedConnection
    let port: UInt16

    init(client: ScriptedConnection, port: Int) {
        self.client = client
        self.port = UInt16(port)
    }

    func run() {
        guard let server = connect() else { return }
        defer { close(server.descriptor) }
        var polls = [client, server].map { pollfd(fd: $0.descriptor, events: Int16(POLLIN), revents: 0) }
        while poll(&polls, 2, -1) > 0 {
            // The head of a record: type, version, length.
            if polls[1].revents != 0 {
                guard let head = server.read(5), head[0] != 21,
                    let record = server.read(Int(head[3]) << 8 | Int(head[4]))
                else { return }
                client.send(head + record)
            }
            if polls[0].revents != 0 {
                guard let byte = client.read(1) else { return }
                server.send(byte)
            }
        }
    }

    private func connect() -> ScriptedConnection? {
        let descriptor = socket(AF_INET, Int32(SOCK_STREAM.rawValue), 0)
        var address = sockaddr_in()
        address.sin_family = sa_family_t(AF_INET)
        address.sin_port = port.bigEndian
        address.sin_addr.s_addr = in_addr_t(0x7F00_0001).bigEndian
        let status = withUnsafePointer(to: &address) {
            $0.withMemoryRebound(to: sockaddr.self, capacity: 1) {
                Glibc.connect(descriptor, $0, socklen_t(MemoryLayout<sockaddr_in>.size))
            }
        }
        guard status == 0 else {
            close(descriptor)
            return nil
        }
        return ScriptedConnection(descriptor: descriptor, number: 1)
    }
}
