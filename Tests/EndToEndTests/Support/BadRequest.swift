import JSON

/// A request that is refused, and how.
struct BadRequest: Sendable {
    var name: String
    var method = "POST"
    var path = "/tasks"
    var body: String?
    var contentType: String? = "application/json"
    var status: Int
    /// The fields that are at fault.
    var pointers: [String] = []

    static let all = bodies + fields + times + payloads + paths

    /// A good task but for one field.
    private static func task(_ name: String, _ value: String?, _ pointers: String...) -> BadRequest {
        var fields = [
            "action": #""webhook""#, "payload": #"{"url":"http://127.0.0.1:9/","data":{}}"#,
            "run_at": #""2030-01-01T00:00:00Z""#,
        ]
        fields[name] = value
        let body = fields.sorted { $0.key < $1.key }.map { #""\#($0.key)":\#($0.value)"# }.joined(separator: ",")
        return BadRequest(
            name: "\(name): \(value ?? "missing")", body: "{\(body)}", status: 422,
            pointers: pointers.isEmpty ? ["/" + name] : pointers)
    }

    private static let bodies = [
        BadRequest(name: "no body", body: "", status: 400),
        BadRequest(name: "not JSON", body: "run this, please", status: 400),
        BadRequest(name: "half of a JSON object", body: #"{"action":"webhook""#, status: 400),
        BadRequest(name: "more than JSON", body: "{} {}", status: 400),
        BadRequest(name: "an array", body: "[]", status: 400),
        BadRequest(name: "null", body: "null", status: 400),
        BadRequest(name: "deeply nested", body: String(repeating: "[", count: 200_000), status: 400),
        BadRequest(
            name: "too large", body: #"{"action":""# + String(repeating: "x", count: 256 * 1024) + #""}"#, status: 413),
        BadRequest(name: "text", body: "{}", contentType: "text/plain", status: 415),
        BadRequest(name: "a form", body: "a=b", contentType: "application/x-www-form-urlencoded", status: 415),
        BadRequest(name: "empty object", body: "{}", status: 422, pointers: ["/action", "/payload", "/run_at"]),
    ]

    private static let fields = [
        task("action", nil),
        task("payload", nil),
        task("run_at", nil),
        task("color", #""red""#),
        task("action", "7"),
        task("action", #""""#),
        task("action", #""with space""#),
        task("action", #""ümlaut""#),
        task("action", #""a/b""#),
        task("action", "\"" + String(repeating: "a", count: 65) + "\""),
        task("recurrence", #""fortnightly""#),
        task("recurrence", #""Daily""#),
        task("recurrence", "1"),
        task("timezone", #""Europe/Atlantis""#),
        task("timezone", #""../../etc/passwd""#),
        task("timezone", "2"),
        task("timeout_seconds", "0"),
        task("timeout_seconds", "1.5"),
        task("timeout_seconds", #""30""#),
        task("retry", "3"),
        task("retry", #"{"max_attempts":0}"#, "/retry/max_attempts"),
        task("retry", #"{"backoff":"random"}"#, "/retry/backoff"),
        task("retry", #"{"times":3}"#, "/retry/times"),
    ]

    private static let times = [
        #""2030-01-01T00:00:00""#, #""2030-01-01""#, #""tomorrow""#, #""""#, "1893456000", "null",
        #""2030-02-30T00:00:00Z""#, #""2030-13-01T00:00:00Z""#, #""2030-01-01T25:00:00Z""#,
        #""2030-01-01T00:00:00+25:00""#, #""10000-01-01T00:00:00Z""#, #""9999-12-31T23:59:59-01:00""#,
    ].map { task("run_at", $0) }

    private static let payloads = [
        task("payload", "7"),
        task("payload", "[]"),
        task("payload", "{}", "/payload/url"),
        task("payload", #"{"url":7}"#, "/payload/url"),
        task("payload", #"{"url":""}"#, "/payload/url"),
        task("payload", #"{"url":"not a url"}"#, "/payload/url"),
        task("payload", #"{"url":"ftp://example.com/"}"#, "/payload/url"),
        task("payload", #"{"url":"http://"}"#, "/payload/url"),
        task("payload", #"{"url":"http:///path"}"#, "/payload/url"),
        task("payload", #"{"url":"/relative"}"#, "/payload/url"),
        task("payload", #"{"url":"http://user:word@example.com/"}"#, "/payload/url"),
        task("payload", #"{"url":"http://user@example.com/"}"#, "/payload/url"),
        task("payload", #"{"url":"http://example.com:70000/"}"#, "/payload/url"),
        task("payload", #"{"url":"http://example.com/","method":"GET"}"#, "/payload/method"),
    ]

    private static let someID = "01970000-0000-7000-8000-000000000000"

    private static let paths = [
        BadRequest(name: "unknown task", method: "GET", path: "/tasks/\(someID)", status: 404),
        BadRequest(name: "delete an unknown task", method: "DELETE", path: "/tasks/\(someID)", status: 404),
        BadRequest(name: "no UUID", method: "GET", path: "/tasks/7", status: 400, pointers: ["task_id"]),
        BadRequest(name: "delete no UUID", method: "DELETE", path: "/tasks/x", status: 400, pointers: ["task_id"]),
        BadRequest(name: "unknown path", method: "GET", path: "/jobs", status: 404),
        BadRequest(
            name: "unknown status", method: "GET", path: "/tasks?status=lost", status: 422, pointers: ["status"]),
        BadRequest(name: "limit 0", method: "GET", path: "/tasks?limit=0", status: 422, pointers: ["limit"]),
        BadRequest(name: "limit 1001", method: "GET", path: "/tasks?limit=1001", status: 422, pointers: ["limit"]),
        BadRequest(name: "limit ten", method: "GET", path: "/tasks?limit=ten", status: 422, pointers: ["limit"]),
        BadRequest(name: "bad cursor", method: "GET", path: "/tasks?cursor=zzz", status: 422, pointers: ["cursor"]),
        BadRequest(name: "unknown parameter", method: "GET", path: "/tasks?page=2", status: 422, pointers: ["page"]),
    ]
}
