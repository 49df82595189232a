extension OpenAPIDocument {
    /// The operations on the list of tasks.
    static let tasks: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/tasks", id: "listTasks", tag: "Tasks", summary: "List tasks",
            description: """
                In the order of `sort`, and then of id. A cursor names a place in the order, so tasks that come and \
                go meanwhile shift nothing; one that changes its place meanwhile may be missed or seen twice. Scope: \
                `tasks:read`.
                """,
            parameters: taskFilters + [
                "Limit", "Cursor",
                .parameter(
                    "late",
                    "Only those that were due more than a second ago and have not begun; `true`, or left out. What is "
                        + "paused, or waits for a retry, is not late.",
                    schema: .own(#"{"type": "boolean"}"#)),
                .parameter(
                    "sort", "By which time they are in order.",
                    schema: .own(#"{"type": "string", "enum": ["run_at", "created_at"], "default": "run_at"}"#)),
                .parameter(
                    "order", "Whether the earliest comes first, or the latest.",
                    schema: .own(#"{"type": "string", "enum": ["asc", "desc"], "default": "asc"}"#)),
                .parameter(
                    "count", "Whether the answer says how many match in all; `true`, or left out.",
                    schema: .own(#"{"type": "boolean", "const": true}"#)),
            ],
            answers: OpenAPIAnswer(
                200, "A page of tasks.", "TaskPage",
                example: #"""
                    {
                      "tasks": [\#(OpenAPISample.task())],
                      "next_cursor": "0000018bcfe5680001a20a30f7b07dd197e81adbb7ab78c9",
                      "total": 123
                    }
                    """#),
            problems: [401, 403, 422, 429, 431, 500, 503]),
        OpenAPIOperation(
            .post, "/tasks", id: "createTask", tag: "Tasks", summary: "Schedule a task",
            description: """
                The answer comes after the task is committed and synced to disk. A body is at most 256 KiB and \
                nested at most 128 levels. A key with groups may make tasks in those only: elsewhere it is 403. \
                Scope: `tasks:write`.
                """,
            parameters: ["IdempotencyKey"],
            body: .json("NewTask", .webhook, .local, .cron, .retry, .own),
            answers: OpenAPIAnswer(
                201, "It is scheduled.",
                headers: ["Location": "Location", "Idempotent-Replayed": "IdempotentReplayed"], "TaskCreated",
                example: #"{"message": "Task scheduled successfully", "task_id": "\#(OpenAPISample.taskID)"}"#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/tasks", id: "deleteTasks", tag: "Tasks", summary: "Delete all tasks that match",
            description: """
                Without filters: all. Needs `confirm=true`. Under the same Idempotency-Key, a request goes on where the \
                one before ended, and tasks made since stay. Scope: `tasks:write`.
                """,
            parameters: [
                .parameter(
                    "confirm", "Must be `true`.",
                    isRequired: true, schema: .own(#"{"type": "boolean", "const": true}"#))
            ] + taskFilters + ["IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "So many are deleted.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "TasksDeleted",
                example: #"{"deleted": 42, "more": false}"#),
            problems: [400, 401, 403, 409, 422, 429, 431, 500, 503, 507]),
    ]

    /// Which tasks are meant.
    private static let taskFilters: [OpenAPIPart] = [
        "StatusFilter", "ActionFilter", "GroupFilter", "TagFilter", "NamePrefixFilter", "RunFrom", "RunTo",
        "CreatedFrom", "CreatedTo",
    ]
}
