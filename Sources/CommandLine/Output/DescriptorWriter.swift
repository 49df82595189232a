import Foundation

/// Writes to a file descriptor: all of it, or an error.
struct DescriptorWriter: Sendable {
    let descriptor: Int32
    /// For errors.
    let name: String

    /// Writes all bytes; goes on after a write that took some of them, and waits if the descriptor is one that does not
    /// wait by itself.
    func write(_ bytes: [UInt8]) throws(OutputError) {
        var rest = bytes[...]
        while !rest.isEmpty {
            let (count, code) = rest.withUnsafeBytes { bytes in
                let count = Foundation.write(descriptor, bytes.baseAddress, bytes.count)
                return (count, errno)
            }
            if count > 0 {
                rest = rest.dropFirst(count)
            } else if count < 0, code == EAGAIN {
                var state = pollfd(fd: descriptor, events: Int16(POLLOUT), revents: 0)
                poll(&state, 1, -1)
            } else if count == 0 || code != EINTR {
                throw OutputError(errno: count == 0 ? EIO : code, name: name)
            }
        }
    }

    /// Closes it: the last that a file system has to say.
    func close() throws(OutputError) {
        // After EINTR the descriptor is closed (Linux), or its state is unknown: it is not closed again.
        guard Foundation.close(descriptor) == 0 || errno == EINTR else { throw OutputError(errno: errno, name: name) }
    }
}
