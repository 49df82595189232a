import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import TaskModel
import Testing
import Timekeeping

@Suite struct DeadRoutesTests {
    private let run = "01970000-0000-7001-8000-000000000002"

    @Test func theFilterOfAListIsPassedOn() async throws {
        let scheduler = StubScheduler { _ in .success(RawJSON(#"{"dead":[]}"#)) }
        try await withAPI(scheduler) { client in
            let query = "action=webhook&error_code=timeout&from=2026-06-10T15:00:00Z&to=2026-06-10T15:00:09Z&limit=5"
            try await client.execute(uri: "/dead?\(query)", method: .get) { #expect($0.status == .ok) }
            try await client.execute(uri: "/dead", method: .get) { #expect($0.status == .ok) }
        }
        let from = Timestamp(milliseconds: 1_781_103_600_000)
        let filter = DeadFilter(action: "webhook", errorCode: "timeout", from: from, to: from + .seconds(9))
        #expect(scheduler.asked == [.dead(DeadQuery(filter: filter, limit: 5)), .dead(DeadQuery())])
    }

    @Test(arguments: [
        ("GET", "/dead?colour=red", "", "colour"), ("GET", "/dead?action=a%20b", "", "action"),
        ("GET", "/dead?from=yesterday", "", "from"), ("GET", "/dead?limit=0", "", "limit"),
        ("GET", "/dead?cursor=x", "", "cursor"),
        ("GET", "/dead?from=2026-06-10T15:00:00Z&to=2026-06-10T15:00:00Z", "", "to"),
        ("DELETE", "/dead", "", "confirm"), ("DELETE", "/dead?confirm=maybe", "", "confirm"),
        ("DELETE", "/dead?limit=3", "", "limit"), ("POST", "/dead/redrive", #"{"colour":"red"}"#, "/colour"),
        ("POST", "/dead/redrive", #"{"action":5}"#, "/action"),
        ("POST", "/dead/redrive", #"{"from":"yesterday"}"#, "/from"),
    ])
    func aFilterThatMeansNothingIsRefused(_ method: String, _ uri: String, _ body: String, _ pointer: String)
        async throws
    {
        let scheduler = StubScheduler { _ in .success(RawJSON("{}")) }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: uri, method: try #require(HTTPRequest.Method(rawValue: method)), body: ByteBuffer(string: body)
            ) { response in
                #expect(response.status.code == 422)
                let errors = try problem(response)["errors"] as? [[String: String]]
                #expect(errors?.map { $0["pointer"] } == [pointer])
            }
        }
        #expect(scheduler.asked.isEmpty)
    }

    @Test func oneIsPutBackOrDiscarded() async throws {
        let task = TaskID(high: 1, low: 2)
        let scheduler = StubScheduler { operation in
            guard case .change(let changes) = operation, case .redrive = changes[0] else {
                return .success(TaskChangeAnswer.encode([.done]))
            }
            return .success(TaskChangeAnswer.encode([.redriven(task)]))
        }
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/dead/\(run)/redrive", method: .post) { response in
                #expect(response.status == .ok)
                #expect(String(buffer: response.body).contains(task.description))
            }
            try await client.execute(uri: "/dead/\(run)", method: .delete) { #expect($0.status == .ok) }
        }
        let id = try #require(RunID(run))
        #expect(scheduler.asked == [.change([.redrive(id)]), .change([.discard(id)])])
    }

    @Test(arguments: [
        (TaskChangeAnswer.conflict(.notDead), 409), (.conflict(.noTask), 409), (.conflict(.nameTaken), 409),
        (.notFound, 404),
    ])
    func whatStandsAgainstItIsSaid(_ answer: TaskChangeAnswer, _ status: Int) async throws {
        let scheduler = StubScheduler { _ in .success(TaskChangeAnswer.encode([answer])) }
        try await withAPI(scheduler) { client in
            for (uri, method) in [("/dead/\(run)/redrive", HTTPRequest.Method.post), ("/dead/\(run)", .delete)] {
                try await client.execute(uri: uri, method: method) { response in
                    #expect(response.status.code == status)
                    _ = try problem(response)
                }
            }
        }
    }

    @Test func allThatMatchAreChangedStepByStep() async throws {
        let cursor = DeadCursor(diedAt: Timestamp(milliseconds: 5), runID: try #require(RunID(run)))
        let scheduler = StubScheduler { operation in
            guard case .redriveAll(let query) = operation else { throw SchedulerUnavailable("unexpected") }
            let isFirst = query.after == nil
            return .success(
                BulkAnswer(changed: 500, refused: isFirst ? 1 : 0, next: isFirst ? cursor.text : nil).encoded())
        }
        try await withAPI(scheduler) { client in
            try await client.execute(
                uri: "/dead/redrive", method: .post, body: ByteBuffer(string: #"{"action":"webhook"}"#)
            ) { response in
                #expect(String(buffer: response.body) == #"{"redriven":1000,"refused":1,"more":false}"#)
            }
        }
        // A run that dies again meanwhile is not redriven again.
        let filter = DeadFilter(action: "webhook", to: Timestamp(milliseconds: 1_781_103_600_000))
        #expect(
            scheduler.asked == [
                .redriveAll(DeadQuery(filter: filter, limit: BulkAnswer.stepSize)),
                .redriveAll(DeadQuery(filter: filter, limit: BulkAnswer.stepSize, after: cursor)),
            ])
    }
}
