extension OpenAPIDocument {
    /// What work there is, and who does it.
    static let actions: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/actions", id: "listActions", tag: "Actions", summary: "List actions",
            description: "The built-in ones, and all that tasks have named. Scope: `tasks:read`.",
            answers: OpenAPIAnswer(
                200, "All actions, by name.", "ActionList",
                example: #"""
                    {
                      "actions": [
                        {
                          "action": "webhook",
                          "queue": "found",
                          "ready": 0,
                          "consumers": 1,
                          "outstanding": 3,
                          "next_due_at": "2030-06-10T15:00:00.000Z",
                          "last_minute": {"claimed": 60, "succeeded": 58, "failed": 1}
                        }
                      ]
                    }
                    """#),
            problems: [401, 403, 429, 500, 503])
    ]
}
