import Glibc

/// The part of an HTTP/1.1 request or response that tells where it ends.
///
/// It is no parser for untrusted peers: it expects a `Content-Length`, or no body. That makes it cost next to nothing,
/// since the benchmark must not measure itself.
struct HTTPHead {
    /// How long the start line and the fields are, in bytes, with the empty line after them.
    let length: Int
    let contentLength: Int

    var totalLength: Int { length + contentLength }

    /// - Returns: `nil` if the head is not complete yet.
    init?(scanning bytes: UnsafeRawBufferPointer) {
        var contentLength = 0
        var start = 0
        while let end = bytes[start...].firstIndex(of: UInt8(ascii: "\n")) {
            // An empty line, but for its CR.
            if end - start <= 1 {
                self.length = end + 1
                self.contentLength = contentLength
                return
            }
            let line = UnsafeRawBufferPointer(rebasing: bytes[start..<end])
            if let value = Self.contentLength(line) { contentLength = value }
            start = end + 1
        }
        return nil
    }

    private static func contentLength(_ line: UnsafeRawBufferPointer) -> Int? {
        let name: StaticString = "content-length:"
        let length = name.utf8CodeUnitCount
        guard line.count > length, line[0] | 0x20 == UInt8(ascii: "c"), let start = line.baseAddress,
            strncasecmp(start.assumingMemoryBound(to: CChar.self), name.utf8Start, length) == 0
        else { return nil }
        return number(line[length...])
    }

    /// Decimal digits, after blanks and before anything else.
    static func number(_ bytes: Slice<UnsafeRawBufferPointer>) -> Int? {
        var value: Int?
        for byte in bytes.drop(while: { $0 == UInt8(ascii: " ") }) {
            guard byte >= UInt8(ascii: "0"), byte <= UInt8(ascii: "9") else { break }
            value = (value ?? 0) &* 10 &+ Int(byte - UInt8(ascii: "0"))
        }
        return value
    }
}
