extension OpenAPIDocument {
    /// The operations on live tasks by their names.
    static let namedTasks: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/tasks/by-name/{name}", id: "getTaskByName", tag: "Tasks by name",
            summary: "Get the live task of a name",
            description: "Scope: `tasks:read`.",
            parameters: ["TaskName"],
            answers: OpenAPIAnswer(
                200, "The task.", headers: ["ETag": "ETag"], "TaskAnswer",
                example: #"{"task": \#(OpenAPISample.task())}"#),
            problems: [400, 401, 403, 404, 429, 431, 500, 503]),
        OpenAPIOperation(
            .put, "/tasks/by-name/{name}", id: "putTaskByName", tag: "Tasks by name",
            summary: "Make the task of a name",
            description: """
                Makes it where there is none. One that asks for exactly the same stays; another is deleted with its \
                history, and the new one, with an id of its own, takes its place. Scope: `tasks:write`.
                """,
            parameters: ["TaskName"],
            body: .json(
                "NewTask", .webhook, .local, .retry,
                description: "As for POST /tasks. A `name` in it must be that of the path."),
            answers: OpenAPIAnswer(
                200, "There was one: it was replaced, or stays.", headers: ["Location": "Location"],
                content: OpenAPIContent(
                    schema: "TaskPut",
                    examples: [
                        OpenAPIExample(
                            "replaced",
                            value: #"""
                                {
                                  "message": "Task replaced successfully",
                                  "task_id": "\#(OpenAPISample.taskID)"
                                }
                                """#),
                        OpenAPIExample(
                            "unchanged",
                            value: #"""
                                {
                                  "message": "Task is the same already",
                                  "task_id": "\#(OpenAPISample.taskID)"
                                }
                                """#),
                    ])),
            OpenAPIAnswer(
                201, "There was none.", headers: ["Location": "Location"], "TaskCreated",
                example: #"{"message": "Task scheduled successfully", "task_id": "\#(OpenAPISample.taskID)"}"#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/tasks/by-name/{name}", id: "deleteTaskByName", tag: "Tasks by name",
            summary: "Delete the live task of a name",
            description: "Scope: `tasks:write`.",
            parameters: ["TaskName", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It is deleted.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "TaskDeleted",
                example: #"{"message": "Task deleted successfully"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
    ]
}
