import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/keys`: who may use the API.
struct KeyRoutes: Sendable {
    let scheduler: any SchedulerClient
    let keys: KeyRing
    let clock: any WallClock
    let random: RandomSource

    func add(to router: Router<APIRequestContext>) {
        router.post("/keys", use: create)
        router.get("/keys", use: list)
        router.delete("/keys/{id}", use: revoke)
    }

    @Sendable private func create(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        let now = clock.now()
        var random = random
        // The secret stays here and goes to its holder; the scheduler gets the hash.
        let secret = Self.secret(&random)
        let body = try await RequestReading.json(of: request)
        let key = try AccessKeyParser.parse(
            body, id: AccessKeyID(milliseconds: now.milliseconds, using: &random), hash: KeyRing.hash(secret), now: now)
        let answer = RawJSON(
            unchecked: JSONWriter.object { json in
                json.field("key", secret)
                key.write(into: &json, forClients: true)
            })
        guard let envelope = try SealedAnswer(request, body: body) else {
            _ = try await scheduler.read(.createKey(key), context.access)
            await keys.forget()
            return .json(answer, status: .created)
        }
        let kept = KeptAnswer(key: envelope.key, answer: try envelope.seal(answer))
        let reply = try await scheduler.read(.createKeyOnce(key, kept), context.access)
        await keys.forget()
        guard let earlier = try KeptAnswer.earlier(in: reply) else { return .json(answer, status: .created) }
        return .json(try envelope.open(earlier), status: .created).marked(true)
    }

    @Sendable private func list(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        let keys = try await keys.keys()
        let body = JSONWriter.object(capacity: 256 * (1 + keys.count)) { json in
            json.array("keys") { json in
                for key in keys { json.object { key.write(into: &$0, forClients: true) } }
            }
        }
        return .json(RawJSON(unchecked: body), status: .ok)
    }

    @Sendable private func revoke(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        try await RequestReading.nothing(of: request)
        let id = try RequestReading.id("id", context, as: AccessKeyID.self)
        let answer = try await scheduler.read(.revokeKey(id), context.access)
        await keys.forget()
        return .json(answer, status: .ok)
    }

    /// 256 random bits, with a beginning by which leaked ones can be found.
    private static func secret(_ random: inout RandomSource) -> String {
        "ck_" + HexWords.text((0..<4).map { _ in random.next() })
    }
}
