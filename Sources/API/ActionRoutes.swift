import Hummingbird
import Messages

/// `GET /actions`: what work there is, and who does it.
struct ActionRoutes: Sendable {
    let scheduler: any SchedulerClient

    func add(to router: Router<APIRequestContext>) {
        router.get("/actions") { _, context in
            try await scheduler.answer(.actions, context.access)
        }
    }
}
