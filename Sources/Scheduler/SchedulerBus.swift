public import Messages

/// What connects the scheduler with the others.
public struct SchedulerBus: Sendable {
    public var requests: any Subscription
    public var events: any Subscription
    /// What the broker or a consumer gave up on.
    public var letters: any Subscription
    public var publisher: any Publisher
    public var replier: any Replier
    /// For what nobody may depend on: events, which the table keeps, and cancellations, which are said again.
    public var announcer: any BestEffortPublisher
    public var inspector: any QueueInspector

    public init(
        requests: any Subscription, events: any Subscription, letters: any Subscription, publisher: any Publisher,
        replier: any Replier, announcer: any BestEffortPublisher, inspector: any QueueInspector
    ) {
        self.requests = requests
        self.events = events
        self.letters = letters
        self.publisher = publisher
        self.replier = replier
        self.announcer = announcer
        self.inspector = inspector
    }
}
