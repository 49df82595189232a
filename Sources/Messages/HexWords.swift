/// 64-bit words as hexadecimal text, as in cursors and keys: 16 digits each.
package enum HexWords {
    package static func text(_ words: [UInt64]) -> String {
        words.map { word in
            let digits = String(word, radix: 16)
            return String(repeating: "0", count: 16 - digits.count) + digits
        }.joined()
    }

    /// - Returns: `nil` if the text is not `count` such words.
    static func words(_ text: String, count: Int) -> [UInt64]? {
        let utf8 = Array(text.utf8)
        guard utf8.count == 16 * count else { return nil }
        let words = stride(from: 0, to: utf8.count, by: 16).compactMap { start in
            UInt64(String(decoding: utf8[start..<(start + 16)], as: UTF8.self), radix: 16)
        }
        return words.count == count ? words : nil
    }
}
