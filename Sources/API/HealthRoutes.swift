import Hummingbird
import JSON
import Messages

/// `GET /healthz`: this process lives. `GET /readyz`: the broker and the scheduler answer, too.
struct HealthRoutes: Sendable {
    static let paths: Set<String> = ["/healthz", "/readyz"]

    let scheduler: any SchedulerClient

    func add(to router: Router<APIRequestContext>) {
        router.get("/healthz") { _, _ in Response.json(RawJSON(#"{"status":"ok"}"#), status: .ok) }
        router.get("/readyz") { _, _ in
            switch try await scheduler.ask(.ping) {
            case .success(let answer): return Response.json(answer, status: .ok)
            case .failure(let failure): throw Problem.unavailable(failure.message)
            }
        }
    }
}
