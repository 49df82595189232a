/// How far a shutdown has come. Each phase ends by itself, or at its deadline.
enum ShutdownPhase: Equatable {
    case running
    /// Outstanding confirms, replies and cancels are awaited.
    case draining(until: MonotonicTime)
    case closingChannels(until: MonotonicTime)
    case closingConnection(until: MonotonicTime)

    var deadline: MonotonicTime? {
        switch self {
        case .running: nil
        case .draining(let until), .closingChannels(let until), .closingConnection(let until): until
        }
    }
}
