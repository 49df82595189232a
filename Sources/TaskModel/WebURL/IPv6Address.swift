internal import Glibc

/// An IPv6 address in its canonical text (RFC 5952). Zone ids are refused: they mean something on one machine only.
struct IPv6Address: Hashable, Sendable {
    /// Without brackets. One that stands for an IPv4 address (`::ffff:0:0/96`) is in hexadecimal, too.
    let text: String
    /// The IPv4 address that it stands for.
    let mapped: String?

    /// - Returns: `nil` if the text is none.
    init?(_ text: Substring) {
        var bytes = [UInt8](repeating: 0, count: 16)
        guard !text.contains("%"), inet_pton(AF_INET6, String(text), &bytes) == 1 else { return nil }
        let groups = stride(from: 0, to: 16, by: 2).map { UInt16(bytes[$0]) << 8 | UInt16(bytes[$0 + 1]) }
        self.text = Self.write(groups)
        let isMapped = bytes.prefix(10).allSatisfy { $0 == 0 } && bytes[10] == 255 && bytes[11] == 255
        mapped = isMapped ? bytes.suffix(4).map { String($0) }.joined(separator: ".") : nil
    }

    /// The first of the longest runs of two or more zeros is left out.
    private static func write(_ groups: [UInt16]) -> String {
        var longest = 0..<0
        var start = 0
        while start < groups.count {
            let end = groups[start...].firstIndex { $0 != 0 } ?? groups.count
            if end - start > max(longest.count, 1) { longest = start..<end }
            start = max(end, start + 1)
        }
        func hex(_ groups: ArraySlice<UInt16>) -> String { groups.map { String($0, radix: 16) }.joined(separator: ":") }
        guard !longest.isEmpty else { return hex(groups[...]) }
        return hex(groups[..<longest.lowerBound]) + "::" + hex(groups[longest.upperBound...])
    }
}
