import Hummingbird
import JSON
import Messages
import Version

/// `GET /healthz`: whether this process is alive. `GET /readyz`: whether the broker and the scheduler answer, too.
struct HealthRoutes: Sendable {
    static let paths: Set<String> = ["/healthz", "/readyz"]

    let scheduler: any SchedulerClient

    func add(to router: Router<APIRequestContext>) {
        router.get("/healthz") { _, context in
            let body = JSONWriter.object { json in
                json.field("status", "ok")
                // Not for a page that may have bound its host name to this machine.
                if !context.isForeign { json.field("version", CarillonVersion.text) }
            }
            return Response.json(RawJSON(unchecked: body), status: .ok)
        }
        router.get("/readyz") { _, _ in
            switch try await scheduler.send(.ping) {
            case .success(let answer): return Response.json(answer, status: .ok)
            case .failure(let failure): throw Problem.unavailable(failure.message)
            }
        }
    }
}

/// `GET /actions`: the kinds of work, and their queues.
struct ActionRoutes: Sendable {
    let scheduler: any SchedulerClient

    func add(to router: Router<APIRequestContext>) {
        router.get("/actions") { _, context in
            try await scheduler.response(to: .actions, context.access)
        }
    }
}
