import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing

@Suite struct CancelRouteTests {
    private let id = "01970000-0000-7000-8000-000000000001"

    private func cancel(
        _ answer: TaskChangeAnswer, _ check: @escaping @Sendable (TestResponse) async throws -> Void
    ) async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([answer])) }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/tasks/\(id)/cancel", method: .post, testCallback: check)
        }
        #expect(scheduler.asked == [.change([.cancel(try #require(TaskID(id)))])])
    }

    @Test func whatIsUnderWayIsToldToStop() async throws {
        let runs = [RunID(high: 1, low: 1), RunID(high: 1, low: 2)]
        try await cancel(.cancelling(runs)) { response in
            #expect(response.status == .accepted)
            let ids = runs.map { "\"\($0)\"" }.joined(separator: ",")
            #expect(
                String(buffer: response.body)
                    == #"{"message":"The runs under way are told to stop","run_ids":[\#(ids)]}"#)
        }
    }

    @Test func whatOnlyWaitsEndsAtOnce() async throws {
        try await cancel(.cancelling([])) { response in
            #expect(response.status == .ok)
            #expect(
                String(buffer: response.body) == #"{"message":"Task cancelled successfully","run_ids":[]}"#)
        }
    }

    @Test(arguments: [
        (TaskChangeAnswer.notFound, 404), (.conflict(.ended), 409), (.conflict(.nothingToCancel), 409),
    ])
    func whatStandsAgainstItIsSaid(_ answer: TaskChangeAnswer, _ status: Int) async throws {
        try await cancel(answer) { response in
            #expect(response.status.code == status)
            _ = try problem(response)
        }
    }
}
