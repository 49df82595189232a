extension OpenAPIDocument {
    /// The operations on one task.
    static let taskByID: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/tasks/{task_id}", id: "getTask", tag: "Tasks", summary: "Get a task",
            description: "Scope: `tasks:read`.",
            parameters: ["TaskID"],
            answers: OpenAPIAnswer(
                200, "The task.", headers: ["ETag": "ETag"], "TaskAnswer",
                example: #"{"task": \#(OpenAPISample.task(lastRun: OpenAPISample.run))}"#),
            problems: [400, 401, 403, 404, 429, 431, 500, 503]),
        OpenAPIOperation(
            .patch, "/tasks/{task_id}", id: "patchTask", tag: "Tasks", summary: "Change a task",
            description: """
                Changes the definition of a live task and keeps its history. What has begun does not begin again, and \
                the anchor of a recurrence stays unless a time to begin at is given. A task that has ended is answered \
                with 409. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IfMatch", "IdempotencyKey"],
            body: OpenAPIBody(contents: [
                OpenAPIContent(mediaType: "application/merge-patch+json", schema: "TaskPatch", examples: patches),
                OpenAPIContent(schema: "TaskPatch", examples: patches),
            ]),
            answers: OpenAPIAnswer(
                200, "The task as it is now.",
                headers: ["ETag": "ETag", "Idempotent-Replayed": "IdempotentReplayed"], "TaskChanged",
                example: #"{"task": \#(OpenAPISample.task(revision: 4, timeout: 60))}"#),
            problems: [400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/tasks/{task_id}", id: "deleteTask", tag: "Tasks", summary: "Delete a task",
            description: """
                The task is gone with its runs. A run that is with the broker or an executor already is performed, \
                and its result is dropped. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It is deleted.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "TaskDeleted",
                example: #"{"message": "Task deleted successfully"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
    ]

    private static let patches = [
        OpenAPIExample(
            "timeout", "Longer, and with retries as by default",
            value: #"{"timeout_seconds": 60, "retry": null}"#),
        OpenAPIExample(
            "payload", "One member of the payload",
            value: #"{"payload": {"data": {"message": "Good morning"}}}"#),
    ]
}
