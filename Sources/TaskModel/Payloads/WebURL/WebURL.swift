/// An `http` or `https` URL in its canonical form, as the URL Standard of WHATWG makes it: the host in one spelling, the
/// path without dot segments, everything in ASCII.
///
/// What that standard calls a validation error and mends in silence (spaces, control characters, backslashes, missing
/// slashes) is refused: a task is made once and runs for years, so its author should see what was meant. Credentials are
/// refused too: they would be stored and logged in the clear.
struct WebURL: Hashable, Sendable {
    let isSecure: Bool
    let host: WebURLHost
    /// 1 to 65535; `nil` for the scheme's own.
    let port: Int?
    /// It begins with a slash.
    let path: String
    /// Without the question mark.
    let query: String?

    // Code points all the way: with a combining mark after it, a slash is no slash for `Character`.

    /// - Throws: ``WebURLError`` with a column.
    init(_ text: String) throws(WebURLError) {
        var scanner = Scanner(text)
        isSecure = try scanner.scheme()
        try scanner.refuseUnwritten()
        let authority = scanner.take { $0 == "/" || $0 == "?" || $0 == "#" }
        (host, port) = try Self.authority(authority, at: scanner.column(of: authority.startIndex), isSecure: isSecure)
        path = Self.path(scanner.take { $0 == "?" || $0 == "#" })
        query = scanner.takeFirst("?") ? Self.encode(scanner.take { $0 == "#" }, Self.encodedInQuery) : nil
    }

    /// The URL as it is sent. A fragment is never sent.
    var text: String {
        let authority = port.map { "\(host.text):\($0)" } ?? host.text
        return "\(isSecure ? "https" : "http")://\(authority)\(path)\(query.map { "?\($0)" } ?? "")"
    }

    // MARK: - Authority

    private static func authority(
        _ text: Substring, at column: Int, isSecure: Bool
    ) throws(WebURLError) -> (WebURLHost, Int?) {
        guard !text.utf8.contains(UInt8(ascii: "@")) else {
            throw WebURLError("must not hold credentials: they would be stored and logged in the clear", column: column)
        }
        var host = text
        var port: Int?
        let scalars = text.unicodeScalars
        let bracket = scalars.lastIndex(of: "]")
        guard scalars.first != "[" || bracket != nil else {
            throw WebURLError("has an IPv6 address without its closing bracket", column: column)
        }
        let end = bracket.map { scalars.index(after: $0) } ?? scalars.startIndex
        if let colon = scalars[end...].firstIndex(of: ":") {
            host = text[..<colon]
            let digits = text[scalars.index(after: colon)...]
            let place = column + scalars.distance(from: scalars.startIndex, to: colon) + 1
            guard digits.utf8.allSatisfy({ (UInt8(ascii: "0")...UInt8(ascii: "9")).contains($0) }) else {
                throw WebURLError("has a port that is no number", column: place)
            }
            let significant = digits.drop { $0 == "0" }
            if !digits.isEmpty {
                guard let number = UInt16(significant) else {
                    let detail = significant.isEmpty ? "has the port 0" : "has a port beyond 65535"
                    throw WebURLError("\(detail): 1 to 65535 are allowed", column: place)
                }
                port = Int(number) == (isSecure ? 443 : 80) ? nil : Int(number)
            }
        }
        guard !host.isEmpty else { throw WebURLError("has no host", column: column) }
        return (try WebURLHost(host, at: column), port)
    }

    // MARK: - Path and query

    /// Removes the dot segments, `%2e` being a dot (WHATWG URL Standard, "path state").
    private static func path(_ text: Substring) -> String {
        var segments: [String] = []
        let parts = text.utf8.dropFirst().split(separator: UInt8(ascii: "/"), omittingEmptySubsequences: false)
        for (index, bytes) in parts.enumerated() {
            let part = Substring(bytes)
            let isLast = index == parts.count - 1
            switch dots(part) {
            case 2:
                _ = segments.popLast()
                if isLast { segments.append("") }
            case 1:
                if isLast { segments.append("") }
            default: segments.append(encode(part, encodedInPath))
            }
        }
        return "/" + segments.joined(separator: "/")
    }

    /// How many dots a segment consists of; 0 if it has anything else.
    private static func dots(_ segment: Substring) -> Int {
        var (rest, count) = (segment.utf8[...], 0)
        while let byte = rest.popFirst() {
            if byte == UInt8(ascii: "%") {
                guard rest.popFirst() == UInt8(ascii: "2"), let last = rest.popFirst(), last | 0x20 == UInt8(ascii: "e")
                else { return 0 }
            } else if byte != UInt8(ascii: ".") {
                return 0
            }
            count += 1
        }
        return count
    }

    private static let encodedInPath = Set("\"<>`{}^".utf8)
    private static let encodedInQuery = Set("\"<>'".utf8)

    /// Percent-encodes what is not ASCII, and `others`. What is encoded already stays.
    private static func encode(_ text: Substring, _ others: Set<UInt8>) -> String {
        guard text.utf8.contains(where: { $0 >= 0x80 || others.contains($0) }) else { return String(text) }
        let digits = Array("0123456789ABCDEF".utf8)
        var bytes: [UInt8] = []
        for byte in text.utf8 {
            if byte >= 0x80 || others.contains(byte) {
                bytes += [UInt8(ascii: "%"), digits[Int(byte >> 4)], digits[Int(byte & 15)]]
            } else {
                bytes.append(byte)
            }
        }
        return String(decoding: bytes, as: UTF8.self)
    }
}

/// Takes a URL apart from its beginning.
private struct Scanner {
    private let text: String
    private var rest: Substring.UnicodeScalarView

    init(_ text: String) {
        self.text = text
        rest = text[...].unicodeScalars
    }

    func column(of index: String.Index) -> Int {
        text.unicodeScalars.distance(from: text.startIndex, to: index) + 1
    }

    /// - Returns: whether it is `https`.
    mutating func scheme() throws(WebURLError) -> Bool {
        for (name, isSecure) in [("https://", true), ("http://", false)]
        where Substring(rest.prefix(name.count)).lowercased() == name {
            rest = rest.dropFirst(name.count)
            return isSecure
        }
        throw WebURLError("must be an http or https URL", column: 1)
    }

    /// Refuses what no URL has, and what parsers disagree about.
    func refuseUnwritten() throws(WebURLError) {
        guard
            let index = rest.firstIndex(where: { scalar in
                scalar.value <= 0x20 || (0x7F...0x9F).contains(scalar.value) || scalar == "\\"
            })
        else { return }
        let (character, code) = (rest[index], String(rest[index].value, radix: 16))
        let what =
            switch character {
            case " ": "a space: write %20"
            case "\\": "a backslash: write / or %5C"
            default: "a control character (U+\(String(repeating: "0", count: 4 - code.count))\(code.uppercased()))"
            }
        throw WebURLError("has \(what)", column: column(of: index))
    }

    mutating func take(until isEnd: (Unicode.Scalar) -> Bool) -> Substring {
        let taken = rest.prefix { !isEnd($0) }
        rest = rest[taken.endIndex...]
        return Substring(taken)
    }

    mutating func takeFirst(_ character: Unicode.Scalar) -> Bool {
        guard rest.first == character else { return false }
        rest = rest.dropFirst()
        return true
    }
}

/// A fault of a URL, with its place.
struct WebURLError: Error, Hashable {
    /// What is wrong and what is allowed; it begins with a verb.
    let message: String
    /// Where it is, in characters from 1; `nil` if it is nowhere in particular.
    let column: Int?

    init(_ message: String, column: Int? = nil) {
        self.message = message
        self.column = column
    }
}
