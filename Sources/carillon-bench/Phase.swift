import ArgumentParser

/// A part of the benchmark that can be run by itself.
enum Phase: String, CaseIterable, Sendable, ExpressibleByArgument {
    /// What the broker, SQLite and HTTP do alone.
    case limits
    /// When is the next occurrence.
    case recurrence
    /// `POST /tasks` as fast as they are answered.
    case intake
    /// Many webhooks due at the same instant.
    case burst
    /// How late webhooks arrive at a steady rate.
    case lateness
    /// The same, and the start of the scheduler, with many tasks waiting for later.
    case stored
    /// Looking at tasks with few and many stored, and making them in batches.
    case lists
    /// The same work while many follow what happens.
    case events
}
