import Hummingbird
import Timekeeping

/// The routes under `/recurrences`. They ask nobody and store nothing.
struct RecurrenceRoutes: Sendable {
    let clock: any WallClock
    /// Of previews that name none.
    var zone: Zone?

    func add(to router: Router<APIRequestContext>) {
        router.post("/recurrences/preview", use: preview)
    }

    @Sendable private func preview(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let body = try await RequestReading.json(of: request)
        return .json(try PreviewParser.parse(body, now: clock.now(), zone: zone).json, status: .ok)
    }
}
