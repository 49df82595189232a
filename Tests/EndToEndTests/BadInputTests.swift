import JSON
import Testing

@Suite("Bad input", .timeLimit(.minutes(20)))
struct BadInputTests {
    @Test("gets a problem that names the field, and nothing is stored")
    func problems() async throws {
        try await withStack(StackOptions(executors: [])) { stack in
            for request in BadRequest.all {
                let answer = try await stack.client.request(
                    request.method, request.path, body: request.body, contentType: request.contentType)
                #expect(answer.status == request.status, "\(request.name): \(answer)")
                #expect(answer.headers["content-type"] == "application/problem+json", "\(request.name)")
                #expect(answer.json?["status"]?.int == request.status, "\(request.name)")
                #expect(answer.json?["title"]?.string?.isEmpty == false, "\(request.name)")
                #expect(answer.json?["detail"]?.string?.isEmpty == false, "\(request.name)")
                #expect(answer.pointers == request.pointers, "\(request.name): \(answer)")
            }
            let (tasks, next) = try await stack.client.page()
            #expect(tasks.isEmpty)
            #expect(next == nil)
        }
    }
}
