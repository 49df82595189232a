public import Messages

/// What an executor says of a run.
public enum RunEvent: Sendable, Hashable {
    case started(RunStarted)
    case finished(RunFinished)
}
