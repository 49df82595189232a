/// A response, with the part of its body that came and was to be kept.
public struct HTTPResponse: Sendable {
    /// How the body ended.
    public enum BodyEnd: Hashable, Sendable {
        /// The whole body is there.
        case complete
        /// The body is longer than what was to be kept.
        case cut
        /// The body broke off. The status is valid nevertheless.
        case broken(HTTPFailure)
    }

    /// From 200 to 599.
    public var status: Int
    public var fields: [HTTPRequest.Field]
    public var body: [UInt8]
    public var bodyEnd: BodyEnd
    /// The version of HTTP, with the numbers of libcurl: 1 for 1.0, 2 for 1.1, 3 for 2.
    public var version: Int
    /// The number of connections that were opened for it: 0 if a kept one was used.
    public var newConnections: Int

    /// The value of the first field of that name.
    public func first(_ name: String) -> String? {
        fields.first { $0.name.caseInsensitiveEquals(name) }?.value
    }

    /// The values of all fields of that name, in their order.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name.caseInsensitiveEquals(name) }.map(\.value)
    }
}

extension String {
    /// Compares two texts without the case of ASCII letters.
    func caseInsensitiveEquals(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { lowercaseASCII($0) == lowercaseASCII($1) }
    }
}

private func lowercaseASCII(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}
