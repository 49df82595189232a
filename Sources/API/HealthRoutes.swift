import Hummingbird
import JSON
import Messages
import Version

/// `GET /healthz`: this process lives. `GET /readyz`: the broker and the scheduler answer, too.
struct HealthRoutes: Sendable {
    static let paths: Set<String> = ["/healthz", "/readyz"]

    let scheduler: any SchedulerClient

    func add(to router: Router<APIRequestContext>) {
        router.get("/healthz") { _, context in
            let body = JSONWriter.object { json in
                json.field("status", "ok")
                // Not to a page that may have rebound its name.
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
