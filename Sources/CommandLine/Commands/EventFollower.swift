import Timekeeping

/// Shows a stream of events, and takes it up again where it breaks.
struct EventFollower: Sendable {
    /// The longest pause before it connects again.
    static let maximumPause = Duration.seconds(30)

    let session: Session
    let query: [APIRequest.Parameter]
    let flags: FlagMap
    /// Whether it goes on when it has shown all that there was.
    let goesOn: Bool

    /// Shows events until there are no more, or for ever.
    ///
    /// - Parameter start: the id of the event after which to begin; nil to begin with what happens from now on.
    /// - Throws: ``Failure`` where there is no stream to begin with, or none is to be had any more.
    func run(after start: String?) async throws {
        let text = EventText(time: session.time, style: session.style)
        var last = start
        var wasOpen = false
        var pause = Duration.seconds(1)
        while true {
            do {
                let isDone = try await session.client.events(request(after: last), flags: flags) { block in
                    wasOpen = true
                    pause = .seconds(1)
                    try show(block, text)
                    if let id = block.id { last = id }
                    return !goesOn && block.comments.contains("up to date")
                }
                if isDone { return }
                session.note("the server ended the stream; connecting again")
            } catch let failure as Failure where failure.status == .unavailable && wasOpen {
                session.note("\(failure.message); connecting again")
            }
            try await session.surroundings.clock.sleep(for: pause)
            pause = min(pause * 2, Self.maximumPause)
        }
    }

    private func request(after id: String?) -> APIRequest {
        var request = APIRequest("/events", query: query)
        if let id { request.headers.append(.init("Last-Event-ID", id)) }
        return request
    }

    private func show(_ block: ServerSentEvents.Block, _ text: EventText) throws(OutputError) {
        guard let data = block.data else { return }
        guard !session.isJSON else { return try session.say(data) }
        guard let event = try? JSONValue(parsing: data.utf8) else {
            return session.note("an event can't be read: \(DisplayWidth.harmless(data))")
        }
        if block.event == "gap" {
            session.note(text.gap(event))
        } else {
            try session.say(text.line(event))
        }
    }
}
