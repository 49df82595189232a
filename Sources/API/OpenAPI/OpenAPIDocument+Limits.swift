extension OpenAPIDocument {
    /// How many runs of a group, or to a host, there may be.
    static let limits: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/limits", id: "listLimits", tag: "Limits", summary: "List limits",
            description: """
                Those that were set, the hosts that are slowed because they answered 429, 503 or 504, or not in time, and up to \
                100 hosts that wait for their fair share of the executors. A key with groups sees the limits of these groups \
                only. Scope: `tasks:read`.
                """,
            answers: OpenAPIAnswer(
                200, "All limits, by name.", "LimitList",
                example: #"""
                    {
                      "limits": [
                        \#(OpenAPISample.limit),
                        {
                          "name": "host:down.example.com",
                          "outstanding": 1,
                          "waiting_since": "2026-11-23T20:59:12.020Z",
                          "slowed": {"until": "2026-11-23T20:59:20.040Z", "max_concurrent": 1}
                        },
                        {
                          "name": "host:silent.example.com",
                          "outstanding": 128,
                          "waiting_since": "2026-11-23T20:59:12.020Z",
                          "fair_share": {"slots": 256}
                        }
                      ]
                    }
                    """#),
            problems: [401, 403, 429, 431, 500, 503]),
        OpenAPIOperation(
            .get, "/limits/{name}", id: "getLimit", tag: "Limits", summary: "Get a limit",
            description: "Scope: `tasks:read`.",
            parameters: ["LimitName"],
            answers: OpenAPIAnswer(200, "The limit.", "LimitAnswer", example: #"{"limit": \#(OpenAPISample.limit)}"#),
            problems: [401, 403, 404, 422, 429, 431, 500, 503]),
        OpenAPIOperation(
            .put, "/limits/{name}", id: "putLimit", tag: "Limits", summary: "Set a limit",
            description: """
                In place of the one of its name, if there is one. It holds at once, for what is not published yet. \
                Scope: `admin`.
                """,
            parameters: ["LimitName"],
            body: .json(
                "NewLimit",
                OpenAPIExample(
                    "both", "So many at once, and so many a second",
                    value: #"{"max_concurrent": 10, "per_second": 50}"#),
                OpenAPIExample("slow", "One every two seconds", value: #"{"per_second": 0.5}"#)),
            answers: OpenAPIAnswer(
                200, "It holds from now on.", "LimitAnswer",
                example: #"{"limit": \#(OpenAPISample.limit)}"#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/limits/{name}", id: "deleteLimit", tag: "Limits", summary: "Delete a limit",
            description: "What waits for it goes on. Scope: `admin`.",
            parameters: ["LimitName"],
            answers: OpenAPIAnswer(
                200, "It does not hold any more.", "LimitDeleted",
                example: #"{"message": "Limit deleted successfully"}"#),
            problems: [401, 403, 404, 422, 429, 431, 500, 503, 507]),
    ]
}
