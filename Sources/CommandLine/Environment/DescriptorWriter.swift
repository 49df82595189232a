import Foundation

/// Writes to a file descriptor: all bytes, or it throws.
struct DescriptorWriter: Sendable {
    let descriptor: Int32
    /// The name of the output, for errors.
    let name: String

    /// Writes all bytes: continues after a partial write, and waits if the descriptor is non-blocking.
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

    /// Closes the descriptor: a file system may report a write error only now.
    func close() throws(OutputError) {
        // After EINTR the descriptor is closed (Linux), or its state is unknown: it is not closed again.
        guard Foundation.close(descriptor) == 0 || errno == EINTR else { throw OutputError(errno: errno, name: name) }
    }
}

/// Why something could not be written.
public struct OutputError: Error, Hashable, Sendable {
    /// Whether the reader is gone, as after `| head`: the command then ends without an error.
    public var isReaderGone: Bool
    /// What is wrong, for the user.
    public var message: String

    /// - Parameters:
    /// - errno: the error of `write(2)`.
    /// - name: the name of the file or output.
    public init(errno code: Int32, name: String) {
        isReaderGone = code == EPIPE
        message = "can't write to \(name): \(String(cString: strerror(code)))"
    }
}

/// Prepares the standard descriptors of the process.
enum StandardDescriptors {
    /// Call this once, before anything is opened.
    static func prepare() {
        occupyClosed()
        // `write` returns an error instead of ending the process. Unlike SIG_IGN, handlers are not inherited by the
        // editor.
        signal(SIGPIPE) { _ in }
        signal(SIGXFSZ) { _ in }
    }

    /// Opens the standard descriptors that the caller closed (`>&-`): the next file or socket would get their numbers,
    /// and output would go there. They are opened in the opposite mode, so that using them fails.
    private static func occupyClosed() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            let opened = open("/dev/null", mode)
            if opened >= 0, opened != descriptor {
                dup2(opened, descriptor)
                close(opened)
            }
        }
    }
}
