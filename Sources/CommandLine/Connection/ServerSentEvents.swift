/// Takes a stream of server-sent events apart (HTML, 9.2.6).
struct ServerSentEvents {
    /// What comes between two blank lines.
    struct Block: Hashable, Sendable {
        /// The number to go on after, where it was told.
        var id: String?
        var event: String?
        /// nil where it is no event.
        var data: String?
        var comments: [String] = []
    }

    /// A server that sends more without a line end is none of ours.
    private static let maximumLine = 4 << 20

    private var line: [UInt8] = []
    private var block = Block()
    private var endedWithReturn = false

    /// Takes in what has come.
    ///
    /// - Returns: the blocks that are complete by now.
    /// - Throws: ``Failure`` where it is no such stream.
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
                throw Failure(.unavailable, "the server's answer is no stream of events")
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
