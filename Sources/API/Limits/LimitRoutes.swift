import HTTPTypes
import Hummingbird
import JSON
import Messages
import TaskModel
import Timekeeping

/// The routes under `/limits`. A limit affects the tasks of all clients, so only `admin` sets them.
struct LimitRoutes: Sendable {
    let scheduler: any SchedulerClient
    let clock: any WallClock

    func add(to router: Router<APIRequestContext>) {
        router.get("/limits") { _, context in
            try await scheduler.response(to: .limits, context.access)
        }
        router.get("/limits/{name}", use: get)
        router.put("/limits/{name}", use: put)
        router.delete("/limits/{name}", use: delete)
    }

    /// Fetches all limits, since there are few.
    @Sendable private func get(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        let name = try RequestReading.limitName(context)
        let list = try LimitList(await scheduler.read(.limits, context.access))
        guard let limit = try list.limit(name) else {
            throw Problem(status: .notFound, detail: "there is no limit \(name)")
        }
        return .json(RawJSON(unchecked: JSONWriter.object { $0.field("limit", limit) }), status: .ok)
    }

    @Sendable private func put(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        let name = try RequestReading.limitName(context)
        let body = try await RequestReading.json(of: request)
        return try await scheduler.response(
            to: .putLimit(LimitParser.parse(body, name: name, now: clock.now())), context.access)
    }

    @Sendable private func delete(_ request: Request, _ context: APIRequestContext) async throws -> Response {
        try context.access.require(.admin)
        try await RequestReading.nothing(of: request)
        _ = try await scheduler.read(.deleteLimit(RequestReading.limitName(context)), context.access)
        return .json(ResponseJSON.limitDeleted, status: .ok)
    }
}

/// Reads the body of `PUT /limits/{name}`.
enum LimitParser {
    /// - Throws: ``Problem``: 400 if the body is not a JSON object, 422 if a field can't be accepted.
    static func parse(_ body: [UInt8], name: LimitName, now: Timestamp) throws -> RunLimit {
        var limit = RunLimit(name: name, maxConcurrent: nil, perSecond: nil, updatedAt: now)
        var fields = FieldReader("a limit", known: ["max_concurrent", "per_second"])
        try fields.read(body) { fields, reader, field in
            // null has the same meaning as a missing field.
            if try reader.readNull() { return }
            switch field {
            case "max_concurrent":
                limit.maxConcurrent = try fields.int(&reader, "/max_concurrent", in: RunLimit.concurrencyRange)
            default: limit.perSecond = try fields.double(&reader, "/per_second", in: RunLimit.rateRange)
            }
        }
        if fields.errors.isEmpty, limit.maxConcurrent == nil, limit.perSecond == nil {
            fields.add("/max_concurrent", "is missing: give max_concurrent, per_second, or both")
        }
        guard fields.errors.isEmpty else { throw Problem.invalid(fields.errors) }
        return limit
    }
}

/// The scheduler's list of limits, parsed as far as the API needs it.
struct LimitList {
    private let limits: [RawJSON]

    /// - Parameter answer: `{"limits":[…]}`.
    /// - Throws: `MessageError` or `JSONError` if the reply is malformed.
    init(_ answer: RawJSON) throws {
        guard let list = try answer.members()?.first(where: { $0.name == "limits" })?.value else {
            throw MessageError("the scheduler's answer has no limits")
        }
        var limits: [RawJSON] = []
        var reader = try JSONReader(list.bytes)
        try reader.readArray { limits.append(try $0.readRaw()) }
        self.limits = limits
    }

    /// Returns the limit with a name, as the scheduler wrote it.
    func limit(_ name: LimitName) throws -> RawJSON? {
        try limits.first { limit in
            guard let value = try limit.members()?.first(where: { $0.name == "name" })?.value else { return false }
            var reader = try JSONReader(value.bytes)
            return try reader.readString() == name.text
        }
    }
}
