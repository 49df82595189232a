import Foundation
import HTTPTypes
import Hummingbird
import NIOCore
import Synchronization
import TestSupport
import Testing

/// The text that a client has received.
final class EventReader: Sendable {
    /// A frame without comments.
    struct Event: Hashable {
        var id: String?
        var name: String?
        var data: String?
    }

    private let text = Mutex("")

    var all: String { text.withLock { $0 } }

    /// The frames that are complete.
    var frames: [Event] {
        all.components(separatedBy: "\n\n").dropLast().map { frame in
            var event = Event()
            for line in frame.split(separator: "\n") {
                let (name, value) = (line.prefix { $0 != ":" }, line.drop { $0 != ":" }.dropFirst(2))
                switch name {
                case "id": event.id = String(value)
                case "event": event.name = String(value)
                case "data": event.data = String(value)
                default: break
                }
            }
            return event
        }
    }

    /// The numbers of the events.
    var ids: [Int64] { frames.filter { $0.data != nil && $0.name != "gap" }.compactMap { $0.id.flatMap { Int64($0) } } }
    /// The texts of the gaps.
    var gaps: [String] { frames.filter { $0.name == "gap" }.compactMap(\.data) }

    func append(_ more: ByteBuffer) {
        text.withLock { $0 += String(buffer: more) }
    }

    /// Returns when a condition holds.
    func expect(
        _ what: Comment, sourceLocation: SourceLocation = #_sourceLocation, _ condition: (EventReader) -> Bool
    ) async throws {
        let isSo = try await eventually { condition(self) }
        try #require(isSo, "\(what): \(all)", sourceLocation: sourceLocation)
    }
}

/// A writer that appends to a reader.
struct EventWriter: ResponseBodyWriter {
    let reader: EventReader

    mutating func write(_ buffer: ByteBuffer) async throws { reader.append(buffer) }
    consuming func finish(_ trailingHeaders: HTTPFields?) async throws {}
}
