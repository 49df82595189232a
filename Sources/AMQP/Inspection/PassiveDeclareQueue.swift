/// Questions in line for a channel of their own, which takes one at a time, is opened for the first one, and is closed by
/// the broker with each refusal.
struct PassiveDeclareQueue<Question> {
    enum Action {
        case openChannel
        case ask(Question)
    }

    private enum Phase {
        case closed
        case opening
        case open
        case asking(Question)
    }

    private var phase = Phase.closed
    private(set) var waiting: [Question] = []

    /// The one whose answer is due.
    var asked: Question? {
        if case .asking(let question) = phase { return question }
        return nil
    }

    mutating func append(_ question: Question) {
        waiting.append(question)
    }

    /// Leaves out those that have become pointless. The one that was asked stays: its answer comes, and must not be taken
    /// for that of the next.
    mutating func drop(where isPointless: (Question) -> Bool) {
        waiting.removeAll(where: isPointless)
    }

    /// What to send now, which then counts as sent; nil while there is nothing to do but wait.
    mutating func next() -> Action? {
        guard !waiting.isEmpty else { return nil }
        switch phase {
        case .closed:
            phase = .opening
            return .openChannel
        case .open:
            let question = waiting.removeFirst()
            phase = .asking(question)
            return .ask(question)
        case .opening, .asking: return nil
        }
    }

    var isOpening: Bool {
        if case .opening = phase { return true }
        return false
    }

    mutating func opened() {
        phase = .open
    }

    /// - Returns: whose answer it is; nil if nothing was asked.
    mutating func answered() -> Question? {
        guard let asked else { return nil }
        phase = .open
        return asked
    }

    /// The broker closed the channel.
    ///
    /// - Returns: whom that concerns: the one who asked, or all, where the channel can't be opened.
    mutating func closed() -> [Question] {
        defer { phase = .closed }
        switch phase {
        case .asking(let question): return [question]
        case .opening: return takeWaiting()
        case .closed, .open: return []
        }
    }

    mutating func takeWaiting() -> [Question] {
        defer { waiting = [] }
        return waiting
    }
}
