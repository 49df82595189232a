import JSON

extension OpenAPIDocument {
    /// The operations on batches and groups.
    static let manyTasks: [OpenAPIOperation] = [
        OpenAPIOperation(
            .post, "/tasks/batch", id: "createTasks", tag: "Tasks", summary: "Schedule many tasks",
            description: """
                Up to 1,000 tasks and 4 MiB, each stored or refused for itself. A line of application/x-ndjson is \
                one task. Scope: `tasks:write`.
                """,
            parameters: [
                "IdempotencyKey",
                .parameter(
                    "atomic",
                    """
                    All or nothing: where any task is at fault, the answer is 422, with pointers that begin with \
                    the index, and nothing is stored.
                    """,
                    schema: .own(#"{"type": "boolean", "default": false}"#)),
            ],
            body: OpenAPIBody(contents: [
                OpenAPIContent(
                    schema: "TaskBatch",
                    examples: [
                        OpenAPIExample(
                            "two", "Two tasks",
                            value: "[\(OpenAPIExample.webhook.value), \(OpenAPIExample.retry.value)]")
                    ]),
                OpenAPIContent(
                    mediaType: "application/x-ndjson",
                    schema: .own(#"{"type": "string", "description": "A task a line, as in TaskDefinition."}"#),
                    examples: [OpenAPIExample("two", "Two tasks", value: JSONWriter.quoted(taskLines))]),
            ]),
            answers: OpenAPIAnswer(
                200, "What became of each.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "BatchAnswer",
                example: #"""
                    {
                      "created": 1,
                      "failed": 1,
                      "results": [
                        {"status": 201, "task_id": "\#(OpenAPISample.taskID)"},
                        {
                          "status": 422,
                          "detail": "nothing was stored: see the errors",
                          "errors": [
                            {
                              "pointer": "/1/run_at",
                              "detail": "is missing: give run_at, or in, or a recurrence that says when"
                            }
                          ]
                        }
                      ]
                    }
                    """#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/groups/{group}/pause", id: "pauseGroup", tag: "Groups", summary: "Pause all tasks of a group",
            description: "Those that live and are not paused. Scope: `tasks:write`.",
            parameters: ["Group", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "So many are paused.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "GroupPaused",
                example: #"{"paused": 17, "more": false}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/groups/{group}/resume", id: "resumeGroup", tag: "Groups", summary: "Resume all tasks of a group",
            description: "Those that are paused. Scope: `tasks:write`.",
            parameters: ["Group", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "So many are resumed.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "GroupResumed",
                example: #"{"resumed": 17, "more": false}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
    ]

    private static let taskLines = #"""
        {"action":"webhook","payload":{"url":"https://example.com/notify","data":{"message":"Hello"}},\#
        "run_at":"2030-06-10T15:00:00Z","recurrence":"daily"}
        {"action":"webhook","payload":{"url":"https://example.com/notify"},"in":"PT10M","timeout_seconds":10,\#
        "retry":{"max_attempts":3,"backoff":"fixed","initial_seconds":60,"jitter":"none"}}

        """#
}
