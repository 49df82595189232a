/// The parts of a URI as defined by "RabbitMQ URI Specification" and "URI Query Parameters".
///
/// A missing and an empty path both mean the virtual host `/`. By the specification `amqp://host/` means a virtual host
/// with an empty name, which does not occur in practice.
struct AMQPURI: Equatable {
    var endpoint: AMQPEndpoint
    var username: String?
    var password: String?
    var virtualHost: String?
    var tls = AMQPTLSConfiguration()

    /// - Throws: ``AMQPError`` whose text tells the fault and never repeats the URI, since that may contain a password.
    init(_ text: some StringProtocol) throws(AMQPError) {
        var rest = Substring(text)
        guard let schemeEnd = rest.firstRange(of: "://") else { throw Self.fault("has no scheme") }
        let scheme = rest[..<schemeEnd.lowerBound].lowercased()
        guard scheme == "amqp" || scheme == "amqps" else { throw Self.fault("must start with amqp:// or amqps://") }
        let usesTLS = scheme == "amqps"
        rest = rest[schemeEnd.upperBound...]

        if let fragment = rest.firstIndex(of: "#") { rest = rest[..<fragment] }
        if let mark = rest.firstIndex(of: "?") {
            try Self.readQuery(rest[rest.index(after: mark)...], into: &tls)
            rest = rest[..<mark]
        }
        if let slash = rest.firstIndex(of: "/") {
            let path = rest[rest.index(after: slash)...]
            guard !path.contains("/") else { throw Self.fault("has a virtual host with a bare '/': write it %2f") }
            virtualHost = path.isEmpty ? nil : try Self.decode(path, of: "virtual host")
            rest = rest[..<slash]
        }
        if let at = rest.lastIndex(of: "@") {
            let user = rest[..<at]
            let colon = user.firstIndex(of: ":")
            username = try Self.decode(user[..<(colon ?? user.endIndex)], of: "user name")
            if let colon { password = try Self.decode(user[user.index(after: colon)...], of: "password") }
            rest = rest[rest.index(after: at)...]
        }
        endpoint = try Self.readEndpoint(rest, usesTLS: usesTLS)
    }

    private static func readEndpoint(_ text: Substring, usesTLS: Bool) throws(AMQPError) -> AMQPEndpoint {
        var host = text
        var port: Substring?
        if text.first == "[" {
            guard let close = text.firstIndex(of: "]") else { throw fault("has an IPv6 address without ']'") }
            host = text[text.index(after: text.startIndex)..<close]
            let after = text[text.index(after: close)...]
            guard after.isEmpty || after.first == ":" else { throw fault("has something odd after ']'") }
            port = after.isEmpty ? nil : after.dropFirst()
        } else if let colon = text.lastIndex(of: ":") {
            host = text[..<colon]
            port = text[text.index(after: colon)...]
        }
        var number: Int?
        if let port, !port.isEmpty {
            guard let parsed = Int(port), (1...65535).contains(parsed) else { throw fault("has a port out of range") }
            number = parsed
        }
        let name = try decode(host, of: "host")
        return AMQPEndpoint(host: name.isEmpty ? "localhost" : name, port: number, usesTLS: usesTLS)
    }

    private static func readQuery(_ query: Substring, into tls: inout AMQPTLSConfiguration) throws(AMQPError) {
        for pair in query.split(separator: "&") {
            let parts = pair.split(separator: "=", maxSplits: 1)
            guard parts.count == 2 else { continue }
            switch parts[0] {
            case "cacertfile": tls.caFile = try decode(parts[1], of: "cacertfile")
            case "certfile": tls.certificateFile = try decode(parts[1], of: "certfile")
            case "keyfile": tls.keyFile = try decode(parts[1], of: "keyfile")
            default: continue
            }
        }
    }

    /// Percent-decoding, RFC 3986 section 2.1. A NUL is refused, since the C library would cut the text there.
    private static func decode(_ text: Substring, of part: String) throws(AMQPError) -> String {
        var bytes: [UInt8] = []
        var iterator = text.utf8.makeIterator()
        while let byte = iterator.next() {
            guard byte == UInt8(ascii: "%") else {
                bytes.append(byte)
                continue
            }
            guard let high = iterator.next().flatMap(hexDigit), let low = iterator.next().flatMap(hexDigit) else {
                throw fault("has a broken %-escape in its \(part)")
            }
            bytes.append(high << 4 | low)
        }
        guard !bytes.contains(0) else { throw fault("has a NUL in its \(part)") }
        guard let string = String(validating: bytes, as: UTF8.self) else {
            throw fault("is not UTF-8 in its \(part)")
        }
        return string
    }

    private static func hexDigit(_ byte: UInt8) -> UInt8? {
        switch byte {
        case UInt8(ascii: "0")...UInt8(ascii: "9"): byte - UInt8(ascii: "0")
        case UInt8(ascii: "a")...UInt8(ascii: "f"): byte - UInt8(ascii: "a") + 10
        case UInt8(ascii: "A")...UInt8(ascii: "F"): byte - UInt8(ascii: "A") + 10
        default: nil
        }
    }

    private static func fault(_ what: String) -> AMQPError {
        AMQPError(.invalidConfiguration, "the AMQP URL \(what)")
    }
}
