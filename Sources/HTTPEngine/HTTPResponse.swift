/// An answer, with as much of its body as came and was to be kept.
public struct HTTPResponse: Sendable {
    /// How the body ended.
    public enum BodyEnd: Hashable, Sendable {
        /// It came whole, and is kept whole.
        case complete
        /// There is more of it than was to be kept.
        case cut
        /// It broke off. The status is as good as ever.
        case broken(HTTPFailure)
    }

    /// From 200 to 599.
    public var status: Int
    public var fields: [HTTPRequest.Field]
    public var body: [UInt8]
    public var bodyEnd: BodyEnd
    /// 1.0, 1.1 or 2, as libcurl numbers them: 1, 2 and 3.
    public var version: Int
    /// How many connections were opened for it: 0 if one was used again.
    public var newConnections: Int

    /// The value of the first field of that name.
    public func first(_ name: String) -> String? {
        fields.first { $0.name.caseInsensitiveEquals(name) }?.value
    }

    /// The values of the fields of that name, in their order.
    public func all(_ name: String) -> [String] {
        fields.filter { $0.name.caseInsensitiveEquals(name) }.map(\.value)
    }
}

extension String {
    /// Compares ASCII letters without their case.
    func caseInsensitiveEquals(_ other: String) -> Bool {
        utf8.count == other.utf8.count && zip(utf8, other.utf8).allSatisfy { lowercaseASCII($0) == lowercaseASCII($1) }
    }
}

private func lowercaseASCII(_ byte: UInt8) -> UInt8 {
    UInt8(ascii: "A")...UInt8(ascii: "Z") ~= byte ? byte | 0x20 : byte
}
