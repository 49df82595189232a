/// Lets people edit a text until it is taken. What they wrote is never lost: a text that is refused is opened again with
/// the reason above it, or kept in a file.
struct EditorLoop: Sendable {
    let surroundings: CommandEnvironment

    /// - Parameters:
    ///   - text: to begin with.
    ///   - take: takes what was made of it, or refuses it with a ``Failure``.
    /// - Throws: the failure that could not be mended, which then names the file with the text.
    func run<Result>(_ text: String, _ take: (String) async throws -> Result) async throws -> Result {
        var (text, remarks) = (text, "")
        var refused: Failure?
        while true {
            let edited = Self.withoutRemarks(try await surroundings.edit(remarks + text))
            if let refused, edited == text { throw keeping(edited, refused) }
            do {
                return try await take(edited)
            } catch let failure as Failure {
                guard surroundings.isInputTerminal, Self.canBeMended(failure) else { throw keeping(edited, failure) }
                let lines = ProblemText.lines(failure, style: .plain) + ["Saved as it is, it is left at that."]
                remarks = lines.map { "# \(TerminalText.harmless($0))\n" }.joined()
                (text, refused) = (edited, failure)
            }
        }
    }

    /// Whether another text could be taken: not if the server can't be reached, or the task has changed meanwhile.
    private static func canBeMended(_ failure: Failure) -> Bool {
        switch failure.status {
        case .refused, .usage: true
        case .conflict: failure.problem?.status != 412
        default: false
        }
    }

    private static func withoutRemarks(_ text: String) -> String {
        var rest = text[...]
        while rest.hasPrefix("#") {
            guard let end = rest.firstIndex(where: \.isNewline) else { return "" }
            rest = rest[rest.index(after: end)...]
        }
        return String(rest)
    }

    private func keeping(_ text: String, _ failure: Failure) -> Failure {
        var failure = failure
        let hint: String
        do {
            hint = "what you wrote is in \(try surroundings.keepText(text))"
        } catch {
            hint = "what you wrote can't be kept (\(error)): \(text)"
        }
        failure.hint = [failure.hint, hint].compactMap { $0 }.joined(separator: "; ")
        return failure
    }
}
