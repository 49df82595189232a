import Hummingbird
import Logging
import Messages
import NIOCore
import Timekeeping

/// The stream of one client. Its only state is the number of the last event that was sent.
struct EventStream {
    /// How long nothing may be sent before a ping, and how often the client's key is checked again.
    static let interval = Duration.seconds(15)
    /// The pause before the next request to a scheduler that can't be reached.
    static let retryPause = Duration.seconds(1)

    let listener: EventListener
    let archive: EventArchive
    let filter: EventFilter
    let clock: any WallClock
    let logger: Logger
    /// Whether the client still has its access.
    let isAllowed: @Sendable () async -> Bool
    /// The number of the last event that was sent.
    var cursor: Int64

    private var wroteAt = Duration.zero
    private var checkedAt = Duration.zero
    /// Whether the client was told that it has all events from before it connected.
    private var isUpToDate = false

    /// - Parameter cursor: the last event that the client has received; `nil` to begin with the next event.
    init(
        listener: EventListener, archive: EventArchive, filter: EventFilter, after cursor: Int64?,
        clock: any WallClock, logger: Logger, isAllowed: @escaping @Sendable () async -> Bool
    ) {
        self.listener = listener
        self.archive = archive
        self.filter = filter
        self.cursor = cursor ?? listener.end
        self.clock = clock
        self.logger = logger
        self.isAllowed = isAllowed
    }

    /// Sends events until the client disconnects, its key expires, or the service ends.
    ///
    /// - Throws: the writer's error if the connection is closed.
    mutating func run(_ writer: inout any ResponseBodyWriter) async throws {
        checkedAt = clock.uptime()
        try await write(EventFrame.opening, &writer)
        try await meetTheEnd(&writer)
        while !listener.isEnded {
            if clock.uptime() - checkedAt >= Self.interval {
                guard await isAllowed() else { return }
                checkedAt = clock.uptime()
            }
            try await step(&writer)
        }
    }

    private mutating func step(_ writer: inout any ResponseBodyWriter) async throws {
        switch listener.read(after: cursor) {
        case .events(let chunk):
            try await send(chunk, &writer)
            try await pause(after: chunk.isFull ? .min : cursor, &writer)
        case .behind: try await catchUp(&writer)
        case .restarted(let end): try await miss(through: end, &writer)
        case .nothing: try await pause(after: cursor, &writer)
        }
    }

    /// Waits for events, and sends pings.
    ///
    /// - Parameter cursor: `.min` if there are more events: then it only lets other listeners go first.
    private mutating func pause(after cursor: Int64, _ writer: inout any ResponseBodyWriter) async throws {
        let deadline = min(wroteAt, checkedAt) + Self.interval
        guard await listener.wait(after: cursor, until: deadline) == .time else { return }
        if clock.uptime() - wroteAt >= Self.interval { try await write(EventFrame.ping(at: self.cursor), &writer) }
    }

    /// Handles a client whose cursor is after the last known event: the events may still be on their way to this
    /// process, or they no longer exist, since the database was restored.
    private mutating func meetTheEnd(_ writer: inout any ResponseBodyWriter) async throws {
        if cursor > listener.end, let end = await latest(), end < cursor { try await miss(through: end, &writer) }
        try await tellWhetherUpToDate(&writer)
    }

    /// Reads the number of the last event; `nil` if the scheduler can't be reached: the hub finds it out later.
    private func latest() async -> Int64? {
        do {
            return try await archive.fetch(after: nil).latest
        } catch {
            logger.debug("the number of the last event can't be read", metadata: ["error": "\(error)"])
            return nil
        }
    }

    /// Reads the events that are no longer in the ring.
    private mutating func catchUp(_ writer: inout any ResponseBodyWriter) async throws {
        let page: EventArchive.Page
        do {
            page = try await archive.page(after: cursor) { [listener] in !listener.isEnded }
        } catch {
            if Task.isCancelled { throw error }
            // A client that has disconnected needs no events; the others wait for the scheduler.
            guard !listener.isEnded else { return }
            logger.debug("a client waits for events that can't be read", metadata: ["error": "\(error)"])
            let pause = clock.uptime() + Self.retryPause
            guard await listener.wait(after: .max, until: pause) == .time else { return }
            if clock.uptime() - wroteAt >= Self.interval { try await write(EventFrame.ping(at: cursor), &writer) }
            return
        }
        let first = page.segments.first { $0.last > cursor }?.first ?? page.latest + 1
        if first > cursor + 1 || page.latest < cursor {
            try await miss(through: first - 1, &writer)
        } else {
            try await send(EventChunk(after: cursor, of: page.segments, filter: filter), &writer)
            try await pause(after: .min, &writer)
        }
    }

    private mutating func send(_ chunk: EventChunk, _ writer: inout any ResponseBodyWriter) async throws {
        cursor = chunk.cursor
        if chunk.bytes.readableBytes > 0 { try await write(chunk.bytes, &writer) }
        try await tellWhetherUpToDate(&writer)
    }

    /// Sends a gap for events that are no longer kept.
    private mutating func miss(through end: Int64, _ writer: inout any ResponseBodyWriter) async throws {
        let first = cursor + 1
        cursor = end
        try await write(EventFrame.gap(from: first, to: end), &writer)
        try await tellWhetherUpToDate(&writer)
    }

    private mutating func tellWhetherUpToDate(_ writer: inout any ResponseBodyWriter) async throws {
        guard !isUpToDate, cursor >= listener.end else { return }
        isUpToDate = true
        try await write(EventFrame.upToDate(at: cursor), &writer)
    }

    private mutating func write(_ text: String, _ writer: inout any ResponseBodyWriter) async throws {
        try await write(ByteBuffer(string: text), &writer)
    }

    private mutating func write(_ bytes: ByteBuffer, _ writer: inout any ResponseBodyWriter) async throws {
        try await listener.writing { try await writer.write(bytes) }
        wroteAt = clock.uptime()
    }
}
