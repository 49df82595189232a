import Testing

@Suite("A scheduler that is away", .timeLimit(.minutes(20)))
struct SchedulerAwayTests {
    @Test("makes the API say so; what was refused is not carried out later")
    func away() async throws {
        try await withStack { stack in
            await stack.scheduler.kill()
            try await Unavailable.expect(stack)
            try await stack.scheduler.start()
            try await stack.waitUntilReady()
            #expect(try await stack.client.page().tasks.isEmpty)
            let id = try await stack.client.create(.webhook(stack.receiver.url()))
            try await stack.client.wait(for: id, toBe: "completed")
            #expect(stack.receiver.requests.map(\.taskID) == [id])
        }
    }
}
