import JSON
import Messages

/// How things are said in a stream of events (HTML, 9.2).
enum EventFrame {
    /// How long clients wait before they connect again, in milliseconds.
    static let retryMilliseconds = 1000

    /// What a stream begins with. The comment lets clients and proxies see at once that it is open.
    static let opening = "retry: \(retryMilliseconds)\n: open\n\n"

    /// - Throws: `MessageError` where its type would break the frame.
    static func append(_ event: RecordedEvent, to frames: inout [UInt8]) throws(MessageError) {
        guard event.type.utf8.allSatisfy({ $0 > 0x20 }) else { throw MessageError("the type of an event is no word") }
        frames.append(contentsOf: "id: \(event.id)\nevent: \(event.type)\ndata: ".utf8)
        let start = frames.count
        frames.append(contentsOf: event.json.bytes)
        // Ours has no line ends. In JSON they are nothing but white space.
        for index in start..<frames.count where frames[index] == 0x0A || frames[index] == 0x0D {
            frames[index] = 0x20
        }
        frames.append(contentsOf: "\n\n".utf8)
    }

    /// The events from one to another are not there any more. Where the numbers have begun anew, `last` is the smaller.
    static func gap(from first: Int64, to last: Int64) -> String {
        "id: \(last)\nevent: gap\ndata: {\"type\":\"gap\",\"from\":\(first),\"to\":\(last)}\n\n"
    }

    /// The connection lives. The number tells a client where to go on, also where its filter let nothing through: a frame
    /// without data is no event to it.
    static func ping(at cursor: Int64) -> String { ": ping\nid: \(cursor)\n\n" }

    /// All that had happened when the stream was opened has been sent.
    static func upToDate(at cursor: Int64) -> String { ": up to date\nid: \(cursor)\n\n" }
}
