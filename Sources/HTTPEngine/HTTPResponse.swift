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

/// Reads the head of a response line by line, within limits. Fields of interim responses are dropped.
struct ResponseHead {
    /// The limits on what a server may send, checked while it comes.
    enum Limit {
        /// Bytes of a head including line ends; the same for the trailer fields after a body.
        static let bytes = 64 * 1024
        static let fields = 100
        /// Bytes of the interim responses (1xx) before the final one.
        static let interimBytes = 256 * 1024
    }

    private(set) var fields: [HTTPRequest.Field] = []
    /// Whether a final head, with a status from 200, is complete.
    private(set) var isComplete = false
    /// A description of what is malformed or exceeds a limit; `nil` if nothing is.
    private(set) var fault: String?
    /// The status of the last status line.
    private(set) var status = 0
    private var bytes = 0
    private var interimBytes = 0
    private var fieldCount = 0
    private var isInHead = false
    private var contentLength: String?

    /// Whether no line has come.
    var isUntouched: Bool { !isInHead && !isComplete && interimBytes == 0 && fault == nil }

    mutating func reset() {
        self = ResponseHead()
    }

    /// Takes a line with its line end: the status line, a field or the empty line; after the head a trailer field.
    ///
    /// - Returns: false if the line is malformed or exceeds a limit: ``fault`` says why.
    mutating func take(_ line: UnsafeRawBufferPointer) -> Bool {
        bytes += line.count
        guard bytes <= Limit.bytes else { return refuse("a head over \(Limit.bytes / 1024) KiB") }
        let text = line.prefix { $0 != UInt8(ascii: "\r") && $0 != UInt8(ascii: "\n") }
        if isComplete { return count() }
        if !isInHead {
            isInHead = true
            return takeStatus(text)
        }
        if text.isEmpty { return end() }
        return count() && takeField(text)
    }

    private mutating func takeStatus(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        // The status is three digits (RFC 9112 section 4). libcurl accepts more.
        guard let space = text.firstIndex(of: UInt8(ascii: " ")) else { return refuse("a malformed status line") }
        let digits = text[space...].dropFirst().prefix { 0x30...0x39 ~= $0 }
        guard digits.count == 3 else { return refuse("a status that is not three digits") }
        status = digits.reduce(0) { $0 * 10 + Int($1 - 0x30) }
        guard 100...599 ~= status else {
            return refuse("the status \(String(decoding: digits, as: UTF8.self)), which is outside 100 to 599")
        }
        return true
    }

    private mutating func takeField(_ text: Slice<UnsafeRawBufferPointer>) -> Bool {
        if text.first == UInt8(ascii: " ") || text.first == UInt8(ascii: "\t") {
            // An obsolete folded line continues the one before (RFC 9112 section 5.2).
            guard var last = fields.popLast() else { return refuse("a malformed head") }
            last.value += " " + Self.trimmed(text)
            fields.append(last)
            return true
        }
        guard let colon = text.firstIndex(of: UInt8(ascii: ":")), colon > text.startIndex else {
            return refuse("a field without a name")
        }
        let field = HTTPRequest.Field(
            String(decoding: text[..<colon], as: UTF8.self), Self.trimmed(text[colon...].dropFirst()))
        fields.append(field)
        guard field.name.caseInsensitiveEquals("Content-Length") else { return true }
        // If two differ, the end of the response is unknown (RFC 9112 section 6.3).
        guard contentLength == nil || contentLength == field.value else {
            return refuse("two different Content-Length fields")
        }
        contentLength = field.value
        return true
    }

    private static func trimmed(_ text: Slice<UnsafeRawBufferPointer>) -> String {
        let isSpace: (UInt8) -> Bool = { $0 == UInt8(ascii: " ") || $0 == UInt8(ascii: "\t") }
        let start = text.drop(while: isSpace)
        let end = start.lastIndex { !isSpace($0) }.map { $0 + 1 } ?? start.startIndex
        return String(decoding: start[..<end], as: UTF8.self)
    }

    private mutating func end() -> Bool {
        isInHead = false
        if status >= 200 {
            isComplete = true
            bytes = 0
            fieldCount = 0
            return true
        }
        interimBytes += bytes
        bytes = 0
        guard interimBytes <= Limit.interimBytes else { return refuse("too many interim answers") }
        // After this, libcurl takes the rest for another protocol.
        guard status != 101 else { return refuse("a change of protocol that was not asked for (101)") }
        fields = []
        fieldCount = 0
        contentLength = nil
        return true
    }

    private mutating func count() -> Bool {
        fieldCount += 1
        return fieldCount <= Limit.fields || refuse("more than \(Limit.fields) header fields")
    }

    private mutating func refuse(_ fault: String) -> Bool {
        self.fault = fault
        return false
    }
}
