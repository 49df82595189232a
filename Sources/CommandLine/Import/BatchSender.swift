/// Makes tasks of a file of JSON lines, in batches.
struct BatchSender: Sendable {
    let session: Session
    let isAtomic: Bool

    /// - Parameter loss: what was left out of the file.
    func send(_ items: [BatchImport.Item], loss: Failure? = nil) async throws {
        var report = BatchImport.Report()
        var bar = ProgressBar(label: "importing", total: items.count)
        for chunk in BatchImport.chunks(items, size: isAtomic ? BatchImport.atomicSize : BatchImport.size) {
            session.progress(bar)
            do {
                let answer = try await session.client.send(BatchImport.request(chunk, isAtomic: isAtomic)).json()
                BatchImport.add(answer, for: chunk, to: &report)
            } catch var failure as Failure {
                session.endProgress()
                if isAtomic, let problem = failure.problem {
                    for refusal in BatchImport.refusals(problem, for: chunk) { tell(refusal) }
                    failure.problem?.errors = []
                }
                if report.created > 0 {
                    session.note(
                        "\(report.created) tasks were made before; the rest begins at "
                            + chunk[chunk.startIndex].place)
                }
                throw failure
            }
            bar.done += chunk.count
        }
        session.endProgress()
        if !session.isJSON { for refusal in report.refusals { tell(refusal) } }
        let failure = report.refusals.first.map {
            Failure(Outcome(status: $0.status), "\(report.refusals.count) of \(items.count) tasks refused")
        }
        try session.end(with: failure ?? loss) { () throws(OutputError) in
            if session.isJSON { return try session.show(report.json) }
            try session.say(
                "\(session.style.apply(.good, "imported")) \(report.created) of \(items.count) tasks")
        }
    }

    private func tell(_ refusal: BatchImport.Refusal) {
        let place = refusal.place.map { "\($0): " } ?? ""
        let details = refusal.errors.map { "\($0.pointer) \($0.detail)" }
        let text = details.isEmpty ? refusal.detail : details.joined(separator: "; ")
        session.note(TerminalText.harmless(place + text))
    }
}
