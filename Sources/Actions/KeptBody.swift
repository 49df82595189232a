internal import TaskModel

/// The beginning of a body as text, which never ends in half a character.
struct KeptBody: Hashable {
    let text: String
    /// There was more of it, or it broke off.
    let isTruncated: Bool

    /// - Parameters:
    ///   - bytes: what came, or its beginning.
    ///   - isWhole: whether that is all of the body.
    ///   - limit: in bytes.
    init(_ bytes: [UInt8], isWhole: Bool, limit: Int) {
        // What is no UTF-8 becomes U+FFFD, but not what was only cut.
        let end = isWhole ? bytes.count : bytes.count - Self.incompleteEnd(of: bytes)
        let text = String(decoding: bytes[..<end], as: UTF8.self)
        self.text = RunError.cut(text, to: limit)
        isTruncated = !isWhole || self.text.utf8.count < text.utf8.count
    }

    /// How many bytes at the end are the beginning of a character in UTF-8.
    static func incompleteEnd(of bytes: [UInt8]) -> Int {
        for (count, byte) in bytes.reversed().prefix(3).enumerated() {
            let length =
                switch byte {
                case 0xC2...0xDF: 2
                case 0xE0...0xEF: 3
                case 0xF0...0xF4: 4
                case 0x80...0xBF: 0
                default: 1
                }
            if length == 0 { continue }
            return length > count + 1 ? count + 1 : 0
        }
        return 0
    }
}
