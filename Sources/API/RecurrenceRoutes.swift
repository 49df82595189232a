import Hummingbird
import Messages
import Timekeeping

/// The routes under `/recurrences`. They store nothing, and ask the scheduler only for calendars that a rule names.
struct RecurrenceRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock
    /// Of previews that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.post("/recurrences/preview", use: preview)
    }

    @Sendable private func preview(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let body = try await RequestReading.json(of: request)
        let calendars = try await scheduler.calendars(in: body, context.access)
        return .json(
            try PreviewParser.parse(body, now: clock.now(), zone: zone, calendars: calendars).json, status: .ok)
    }
}
