internal import Foundation

/// A message between an executor and a worker over their socket: the length of the body in four bytes, the most
/// significant first, a byte for the kind, and the body.
struct WorkerFrame: Sendable, Hashable {
    enum Kind: UInt8, Sendable {
        /// The worker is ready for runs.
        case ready = 0
        /// A run to perform, encoded as on the queue.
        case run = 1
        /// The id of a run to stop.
        case stop = 2
        /// The result of a run, encoded as for the scheduler.
        case result = 3
    }

    /// The longest body, in bytes: the broker takes no longer messages.
    static let maximumLength = 128 * 1024 * 1024

    var kind: Kind
    var body: [UInt8] = []

    var bytes: [UInt8] {
        let length = UInt32(body.count)
        return [
            UInt8(truncatingIfNeeded: length >> 24), UInt8(truncatingIfNeeded: length >> 16),
            UInt8(truncatingIfNeeded: length >> 8), UInt8(truncatingIfNeeded: length), kind.rawValue,
        ] + body
    }

    /// Waits for a frame and reads it. It blocks its thread.
    ///
    /// - Returns: `nil` at the end of the stream, or if the bytes are not a frame.
    static func read(from descriptor: Int32) -> WorkerFrame? {
        guard let head = readBytes(5, from: descriptor), let kind = Kind(rawValue: head[4]) else { return nil }
        let length = head[..<4].reduce(0) { $0 << 8 | Int($1) }
        guard length <= maximumLength, let body = readBytes(length, from: descriptor) else { return nil }
        return WorkerFrame(kind: kind, body: body)
    }

    private static func readBytes(_ count: Int, from descriptor: Int32) -> [UInt8]? {
        var bytes = [UInt8](repeating: 0, count: count)
        var done = 0
        while done < count {
            let got = bytes.withUnsafeMutableBytes { recv(descriptor, $0.baseAddress! + done, count - done, 0) }
            if got > 0 {
                done += got
            } else if got == 0 || errno != EINTR {
                return nil
            }
        }
        return bytes
    }

    /// Writes the frame. It blocks its thread while the other process does not read.
    ///
    /// - Returns: false if the other process has closed the socket.
    @discardableResult
    func write(to descriptor: Int32) -> Bool {
        let bytes = bytes
        var done = 0
        while done < bytes.count {
            let put = bytes.withUnsafeBytes {
                send(descriptor, $0.baseAddress! + done, bytes.count - done, Int32(MSG_NOSIGNAL))
            }
            if put >= 0 {
                done += put
            } else if errno != EINTR {
                return false
            }
        }
        return true
    }
}
