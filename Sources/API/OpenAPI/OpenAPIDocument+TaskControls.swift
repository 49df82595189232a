extension OpenAPIDocument {
    /// What is told to one task, and its history.
    static let taskControls: [OpenAPIOperation] = [
        OpenAPIOperation(
            .post, "/tasks/{task_id}/pause", id: "pauseTask", tag: "Tasks", summary: "Pause a task",
            description: """
                It claims nothing more until it is resumed; a run that is under way goes on. A task that has ended \
                is answered with 409. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It is paused.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "TaskPaused",
                example: #"{"message": "Task paused successfully"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/tasks/{task_id}/resume", id: "resumeTask", tag: "Tasks", summary: "Resume a task",
            description: """
                What came due meanwhile is missed: `on_missed` says what becomes of it. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It is resumed.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "TaskResumed",
                example: #"{"message": "Task resumed successfully"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/tasks/{task_id}/cancel", id: "cancelTask", tag: "Tasks",
            summary: "Cancel what a task has under way",
            description: """
                Its runs that are under way are told to stop, and what waits for another attempt ends, `cancelled`. \
                A one-off task is `failed` then, with the code `cancelled`, also one that has not begun; a recurring \
                one goes on with its next occurrence. 409 where it has ended, or recurs and has nothing under way or \
                waiting. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "Nothing was under way: it has ended.", headers: ["Idempotent-Replayed": "IdempotentReplayed"],
                "TaskCancelled",
                example: #"{"message": "Task cancelled successfully", "run_ids": []}"#),
            OpenAPIAnswer(
                202, "Runs are under way, and are told to stop; their results follow.",
                headers: ["Idempotent-Replayed": "IdempotentReplayed"], "TaskCancelled",
                example: #"""
                    {
                      "message": "The runs under way are told to stop",
                      "run_ids": ["\#(OpenAPISample.runID)"]
                    }
                    """#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .post, "/tasks/{task_id}/run", id: "runTask", tag: "Tasks", summary: "Run a task now",
            description: "Beside its schedule, which goes on as it is. Scope: `tasks:write`.",
            parameters: ["TaskID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                202, "The run is queued.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "RunQueued",
                example: #"{"message": "Run queued successfully", "run_id": "\#(OpenAPISample.runID)"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .get, "/tasks/{task_id}/runs", id: "listRuns", tag: "Tasks", summary: "List the runs of a task",
            description: """
                Its history, newest first: every run, and every record of occurrences that did not run. Scope: \
                `tasks:read`.
                """,
            parameters: ["TaskID", "Limit", "Cursor"],
            answers: OpenAPIAnswer(200, "A page of runs.", "RunPage", example: #"{"runs": [\#(OpenAPISample.run)]}"#),
            problems: [400, 401, 403, 404, 422, 429, 431, 500, 503]),
    ]
}
