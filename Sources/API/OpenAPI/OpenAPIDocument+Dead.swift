extension OpenAPIDocument {
    /// The operations on dead runs.
    static let dead: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/dead", id: "listDead", tag: "Dead runs", summary: "List dead runs",
            description: """
                Runs that failed for the last time, and messages that nobody could read; the latest death first. \
                Scope: `tasks:read`.
                """,
            parameters: deadFilters + ["Limit", "Cursor"],
            answers: OpenAPIAnswer(
                200, "A page of dead runs.", "DeadPage", example: #"{"dead": [\#(OpenAPISample.deadRun)]}"#),
            problems: [401, 403, 422, 429, 431, 500, 503]),
        OpenAPIOperation(
            .delete, "/dead", id: "discardAllDead", tag: "Dead runs", summary: "Discard all dead runs that match",
            description: """
                Without any filter it needs `confirm=true`. Under the same Idempotency-Key, a request goes on where the \
                one before ended. Scope: `tasks:write`.
                """,
            parameters: deadFilters + [
                .parameter(
                    "confirm", "Needed where no filter is given.",
                    schema: .own(#"{"type": "boolean", "const": true}"#)),
                "IdempotencyKey",
            ],
            answers: OpenAPIAnswer(
                200, "So many are discarded.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "RunsDiscarded",
                example: #"{"discarded": 2, "refused": 0, "more": false}"#),
            problems: [400, 401, 403, 409, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/dead/redrive", id: "redriveAllDead", tag: "Dead runs",
            summary: "Put back all dead runs that match",
            description: """
                `{}` is for all. Under the same Idempotency-Key, a request goes on where the one before ended, and \
                counts what both did. Scope: `tasks:write`.
                """,
            parameters: ["IdempotencyKey"],
            body: .json(
                "DeadFilter",
                OpenAPIExample("action", "Of an action", value: #"{"action": "webhook"}"#),
                OpenAPIExample(
                    "time", "Of a time and a code",
                    value: #"""
                        {
                          "error_code": "http_status",
                          "from": "2026-01-01T00:00:00Z",
                          "to": "2026-02-01T00:00:00Z"
                        }
                        """#),
                OpenAPIExample("all", "All", value: "{}")),
            answers: OpenAPIAnswer(
                200, "So many are put back.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "RunsRedriven",
                example: #"{"redriven": 2, "refused": 0, "more": false}"#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/dead/{run_id}/redrive", id: "redriveDead", tag: "Dead runs", summary: "Put a dead run back",
            description: "It runs now, with fresh attempts and the same idempotency key. Scope: `tasks:write`.",
            parameters: ["RunID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It is put back.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "RunRedriven",
                example: #"{"message": "Run put back successfully", "task_id": "\#(OpenAPISample.taskID)"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/dead/{run_id}", id: "discardDead", tag: "Dead runs", summary: "Discard a dead run",
            description: "It stays in the history of its task. Scope: `tasks:write`.",
            parameters: ["RunID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It is discarded.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "RunDiscarded",
                example: #"{"message": "Run discarded successfully"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
    ]

    /// Which dead runs are meant.
    private static let deadFilters: [OpenAPIPart] = ["DeadAction", "DeadErrorCode", "DeadFrom", "DeadTo"]
}
