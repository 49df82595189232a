import Synchronization

/// Gives one text after another.
final class ScriptedAnswers: Sendable {
    private let rest: Mutex<ArraySlice<String>>

    init(_ texts: [String]) {
        rest = Mutex(texts[...])
    }

    func next() -> String { rest.withLock { $0.popFirst() ?? "[]" } }
}
