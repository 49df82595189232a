internal import Foundation
internal import Glibc

/// The host of a URL in its one spelling (WHATWG URL Standard, "host parsing"): a domain name in lower-case ASCII, an
/// IPv4 address as four numbers, or an IPv6 address in brackets as RFC 5952 writes it.
struct WebURLHost: Hashable, Sendable {
    let text: String

    /// The longest name, in bytes, and the longest of its labels (RFC 1035 section 2.3.4).
    private static let (maximumLength, maximumLabel) = (253, 63)

    /// - Parameter column: where it stands, for errors.
    init(_ host: Substring, at column: Int) throws(WebURLError) {
        if host.utf8.first == UInt8(ascii: "[") {
            guard host.utf8.last == UInt8(ascii: "]"), let address = IPv6Address(host.dropFirst().dropLast()) else {
                throw WebURLError("has an IPv6 address that can't be read", column: column)
            }
            text = "[\(address.text)]"
            return
        }
        let plain = try Self.decode(host, at: column)
        var name = try Self.ascii(plain, at: column)
        // The root's dot changes nothing but the spelling.
        if name.hasSuffix("."), name.count > 1 { name.removeLast() }
        let labels = name.split(separator: ".", omittingEmptySubsequences: false)
        guard !labels.contains(where: \.isEmpty) else {
            throw WebURLError("has a host with an empty part between dots", column: column)
        }
        if Self.isNumber(labels[labels.count - 1]) {
            guard let address = Self.ipv4(labels) else {
                throw WebURLError("has an IPv4 address that can't be read", column: column)
            }
            text = address
            return
        }
        guard name.utf8.count <= Self.maximumLength, labels.allSatisfy({ $0.utf8.count <= Self.maximumLabel }) else {
            throw WebURLError(
                "has a host that is too long: \(Self.maximumLength) bytes are allowed, and \(Self.maximumLabel) "
                    + "between dots", column: column)
        }
        text = name
    }

    // MARK: - Names

    /// Decodes what is percent-encoded.
    private static func decode(_ host: Substring, at column: Int) throws(WebURLError) -> String {
        guard host.utf8.contains(UInt8(ascii: "%")) else { return String(host) }
        guard let decoded = String(host).removingPercentEncoding else {
            throw WebURLError("has a host with a % that encodes nothing", column: column)
        }
        return decoded
    }

    /// Maps a name to ASCII, label by label, with Punycode (RFC 3492) for those in other scripts.
    private static func ascii(_ name: String, at column: Int) throws(WebURLError) -> String {
        func allowed(_ byte: UInt8) -> Bool {
            switch byte {
            case UInt8(ascii: "a")...UInt8(ascii: "z"), UInt8(ascii: "0")...UInt8(ascii: "9"), UInt8(ascii: "-"),
                UInt8(ascii: "_"), UInt8(ascii: "."):
                true
            default: false
            }
        }
        let isASCII = name.utf8.allSatisfy { $0 < 0x80 }
        let mapped = isASCII ? name.lowercased() : InternationalName.mapped(name)
        if let wrong = mapped.unicodeScalars.first(where: { $0.isASCII && !allowed(UInt8($0.value)) }) {
            let shown = wrong.value > 0x20 && wrong.value < 0x7F ? "'\(wrong)'" : "a space or control character"
            throw WebURLError("has a host with \(shown)", column: column)
        }
        if isASCII, !mayHavePunycode(mapped) { return mapped }
        guard let encoded = InternationalName.ascii(mapped) else {
            throw WebURLError("has a host that is no domain name: '\(RunError.cut(name, to: 64))'", column: column)
        }
        return encoded
    }

    /// Whether a name contains `xn--`. Looks at bytes: `String.contains` goes through Foundation, and each webhook task
    /// comes here.
    private static func mayHavePunycode(_ name: String) -> Bool {
        var rest = name.utf8[...]
        while let start = rest.firstIndex(of: UInt8(ascii: "x")) {
            rest = rest[start...]
            if rest.starts(with: "xn--".utf8) { return true }
            rest = rest.dropFirst()
        }
        return false
    }

    // MARK: - IPv4

    /// Whether a name with this last label is an address.
    private static func isNumber(_ label: Substring) -> Bool {
        label.utf8.allSatisfy { (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) } || number(label) != nil
    }

    /// Decimal, octal with a leading 0, or hexadecimal with a leading 0x; values beyond 32 bits are 2³².
    private static func number(_ text: Substring) -> UInt64? {
        var (digits, radix) = (text, 10)
        if text.hasPrefix("0x") {
            (digits, radix) = (text.dropFirst(2), 16)
        } else if text.count > 1, text.hasPrefix("0") {
            (digits, radix) = (text.dropFirst(), 8)
        }
        guard !digits.isEmpty else { return text.isEmpty ? nil : 0 }
        guard digits.allSatisfy({ $0.hexDigitValue.map { $0 < radix } ?? false }) else { return nil }
        let significant = digits.drop { $0 == "0" }
        return significant.count > 16 ? 1 << 32 : min(UInt64(significant, radix: radix) ?? 0, 1 << 32)
    }

    /// One to four numbers, of which the last fills what is left.
    private static func ipv4(_ labels: [Substring]) -> String? {
        let numbers = labels.compactMap(number)
        guard numbers.count == labels.count, (1...4).contains(numbers.count), let last = numbers.last,
            numbers.dropLast().allSatisfy({ $0 <= 255 }), last < 1 << UInt64(8 * (5 - numbers.count))
        else { return nil }
        let first = numbers.dropLast().enumerated().reduce(UInt64(0)) { $0 | $1.element << UInt64(8 * (3 - $1.offset)) }
        let address = first | last
        return [24, 16, 8, 0].map { String(address >> UInt64($0) & 255) }.joined(separator: ".")
    }
}

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
