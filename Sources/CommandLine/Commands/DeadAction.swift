/// What is done to dead runs, to one after another or to all that match: `redrive`, `discard`.
struct DeadAction: Sendable {
    /// What was done, for people; it is the member that counts in the API's answer, too.
    var done: String
    /// The beginning of a progress bar.
    var doing: String
    /// Does it to the run of an id.
    var one: @Sendable (String) -> APIRequest
    /// Does it to some of those that match.
    var matching: @Sendable ([APIRequest.Parameter]) -> APIRequest

    func perform(_ target: DeadSelection.Target, flags: FlagMap, _ session: Session) async throws {
        switch target {
        case .runs(let runs): try await perform(runs, session)
        case .matching(let parameters): try await performMatching(parameters, flags, session)
        }
    }

    private func perform(_ runs: [String], _ session: Session) async throws {
        var answers: [JSONValue] = []
        for (index, run) in runs.enumerated() {
            if runs.count > 1 { session.progress(ProgressBar(label: doing, done: index, total: runs.count)) }
            defer { session.endProgress() }
            answers.append(try await session.client.send(one(run)).json())
        }
        if session.isJSON { return try session.show(runs.count == 1 ? answers[0] : .array(answers)) }
        try session.say("\(session.style.apply(.good, done)) \(Self.counted(runs.count))")
    }

    private func performMatching(
        _ parameters: [APIRequest.Parameter], _ flags: FlagMap, _ session: Session
    ) async throws {
        let (changed, refused) = try await session.changeAll(
            matching(parameters), counting: done, label: doing, flags: flags)
        if session.isJSON {
            return try session.show(
                .object([.init(key: done, value: .int(changed)), .init(key: "refused", value: .int(refused))]))
        }
        try session.say("\(session.style.apply(.good, done)) \(Self.counted(changed))")
        if refused > 0 {
            session.note("\(Self.counted(refused)) could not be: they belong to no task, or their name is taken")
        }
    }

    private static func counted(_ count: Int) -> String { "\(count) run\(count == 1 ? "" : "s")" }
}
