/// Parses a stream of server-sent events (HTML, section 9.2.6).
struct ServerSentEvents {
    /// The fields between two blank lines.
    struct Block: Hashable, Sendable {
        /// The id to continue after, if the block has one.
        var id: String?
        var event: String?
        /// `nil` if the block is not an event.
        var data: String?
        var comments: [String] = []
    }

    /// The longest line that is accepted, in bytes. Carillon's API sends no longer ones.
    private static let maximumLine = 4 << 20

    private var line: [UInt8] = []
    private var block = Block()
    private var endedWithReturn = false

    /// Parses the next bytes of the stream.
    ///
    /// - Returns: the blocks that these bytes complete.
    /// - Throws: ``Failure`` if the bytes are not such a stream.
    mutating func feed(_ bytes: some Sequence<UInt8>) throws -> [Block] {
        var blocks: [Block] = []
        for byte in bytes {
            defer { endedWithReturn = byte == UInt8(ascii: "\r") }
            switch byte {
            case UInt8(ascii: "\n") where endedWithReturn: break
            case UInt8(ascii: "\n"), UInt8(ascii: "\r"):
                if line.isEmpty {
                    if block != Block() { blocks.append(block) }
                    block = Block()
                } else {
                    take(String(decoding: line, as: UTF8.self))
                    line.removeAll(keepingCapacity: true)
                }
            default: line.append(byte)
            }
            guard line.count <= Self.maximumLine else {
                throw Failure(.unavailable, "the server's response is not a stream of events")
            }
        }
        return blocks
    }

    private mutating func take(_ line: String) {
        let name = line.prefix { $0 != ":" }
        var value = line[name.endIndex...].dropFirst()
        if value.first == " " { value = value.dropFirst() }
        switch name {
        case "": block.comments.append(String(value))
        case "id": block.id = String(value)
        case "event": block.event = String(value)
        case "data": block.data = block.data.map { "\($0)\n\(value)" } ?? String(value)
        default: break
        }
    }
}
