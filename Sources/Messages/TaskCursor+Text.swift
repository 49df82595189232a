public import TaskModel
internal import Timekeeping

/// The opaque text that clients hand back to get the next page: 24 bytes in hexadecimal, time first.
extension TaskCursor {
    public var text: String {
        [UInt64(bitPattern: runAt.milliseconds), id.high, id.low].map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// - Returns: nil where the text is not one that ``text`` gave.
    public init?(text: String) {
        let utf8 = Array(text.utf8)
        guard utf8.count == 48 else { return nil }
        let words = stride(from: 0, to: 48, by: 16).compactMap { start in
            UInt64(String(decoding: utf8[start..<(start + 16)], as: UTF8.self), radix: 16)
        }
        guard words.count == 3 else { return nil }
        self.init(
            runAt: Timestamp(milliseconds: Int64(bitPattern: words[0])), id: TaskID(high: words[1], low: words[2]))
    }
}
