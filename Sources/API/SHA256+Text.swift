import Crypto

extension SHA256 {
    static func hash(_ text: String) -> Digest { hash(data: Array(text.utf8)) }
}

extension Sequence<UInt8> {
    /// Two hexadecimal digits for each byte.
    var hexadecimal: String {
        map { ($0 < 16 ? "0" : "") + String($0, radix: 16) }.joined()
    }
}
