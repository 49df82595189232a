import Testing

@Suite("kill -9 in the middle of a burst", .timeLimit(.minutes(20)))
struct KillTests {
    private static let concurrency = 50
    private static let kills = [200, 600]

    @Test("of a service, again and again, loses none of its tasks", arguments: ServiceKind.allCases)
    func service(_ kind: ServiceKind) async throws {
        let options = StackOptions(executors: [["CARILLON_CONCURRENCY": "\(Self.concurrency)"]])
        try await withStack(options) { stack in
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(20)))
            async let creation = Burst.create(Burst.webhooks(1000, to: stack.receiver), in: stack)
            for arrived in Self.kills {
                try await wait(until: "\(arrived) webhooks have arrived", timeout: .seconds(90)) {
                    stack.receiver.count >= arrived
                }
                try await stack.service(kind).crash()
            }
            // What an executor had begun is begun again; the others' deaths repeat nothing.
            let duplicates = kind == .executor ? Self.kills.count * Self.concurrency : 0
            try await Burst.expectAll(try await creation, completedIn: stack, duplicates: duplicates)
        }
    }

    @Test("of all three services at once loses none of its tasks")
    func all() async throws {
        let options = StackOptions(executors: [["CARILLON_CONCURRENCY": "\(Self.concurrency)"]])
        try await withStack(options) { stack in
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(20)))
            async let creation = Burst.create(Burst.webhooks(1000, to: stack.receiver), in: stack)
            try await wait(until: "400 webhooks have arrived", timeout: .seconds(90)) { stack.receiver.count >= 400 }
            for service in stack.services { await service.kill() }
            for service in stack.services { try await service.start() }
            try await Burst.expectAll(try await creation, completedIn: stack, duplicates: Self.concurrency)
        }
    }
}
