import Testing

@Suite("SIGTERM in the middle of a burst", .timeLimit(.minutes(20)))
struct DrainTests {
    @Test("lets each service end in order; nothing is lost or done twice")
    func drain() async throws {
        try await withStack(StackOptions(executors: [["CARILLON_CONCURRENCY": "50"]])) { stack in
            stack.receiver.answer(ReceiverAnswer(delay: .milliseconds(20)))
            async let creation = Burst.create(Burst.webhooks(1000, to: stack.receiver), in: stack)
            for (kind, arrived) in [(ServiceKind.executor, 200), (.scheduler, 400), (.api, 600)] {
                try await wait(until: "\(arrived) webhooks have arrived", timeout: .seconds(90)) {
                    stack.receiver.count >= arrived
                }
                #expect(await stack.service(kind).terminate() == 0, "\(kind)")
                try await stack.service(kind).start()
            }
            try await Burst.expectAll(try await creation, completedIn: stack)
            // The scheduler left nothing behind that its next life had to repair.
            #expect(!stack.scheduler.log.contains("publishing runs again"))
            #expect(stack.scheduler.lines.count { $0.contains("dispatch begins") } == 2)
        }
    }

    @Test("that an executor gets lets what it has begun come to its end")
    func underWay() async throws {
        try await withStack { stack in
            stack.receiver.answer("/held", .held)
            let id = try await stack.client.create(.webhook(stack.receiver.url("/held")))
            try await wait(until: "the webhook is under way") { stack.receiver.heldCount == 1 }
            async let status = stack.executor.terminate()
            try await stack.waitForConsumers(0)
            stack.receiver.release()
            #expect(await status == 0)
            try await stack.client.wait(for: id, toBe: "completed")
            #expect(stack.receiver.count == 1)
        }
    }
}
