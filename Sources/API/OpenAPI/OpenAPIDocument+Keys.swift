extension OpenAPIDocument {
    /// The operations on keys.
    static let keys: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/keys", id: "listKeys", tag: "Keys", summary: "List keys",
            description: "What is shown of a key does not let anybody use it. Scope: `admin`.",
            answers: OpenAPIAnswer(
                200, "All keys, those that were revoked included.", "KeyList",
                example: #"""
                    {
                      "keys": [
                        {
                          "id": "\#(OpenAPISample.taskID)",
                          "name": "ci",
                          "scopes": ["tasks:write"],
                          "groups": ["billing"],
                          "created_at": "2026-11-23T20:56:27.002Z",
                          "expires_at": "2031-01-01T00:00:00.000Z",
                          "last_used_at": "2026-11-24T08:00:00.000Z"
                        }
                      ]
                    }
                    """#),
            problems: [401, 403, 429, 431, 500, 503]),
        OpenAPIOperation(
            .post, "/keys", id: "createKey", tag: "Keys", summary: "Make a key",
            description: """
                The key is shown in this answer only, and in that to a request which is repeated under its \
                Idempotency-Key: choose one that can't be guessed. Once there is a key, requests need one. Scope: \
                `admin`.
                """,
            parameters: ["IdempotencyKey"],
            body: .json(
                "NewKey",
                OpenAPIExample(
                    "ci", "For one group, until a time",
                    value: #"""
                        {
                          "name": "ci",
                          "scopes": ["tasks:write"],
                          "groups": ["billing"],
                          "expires_at": "2031-01-01T00:00:00Z"
                        }
                        """#),
                OpenAPIExample(
                    "reader", "For reading everything",
                    value: #"{"name": "dashboard", "scopes": ["tasks:read"]}"#)),
            answers: OpenAPIAnswer(
                201, "The key.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "KeyCreated",
                example: #"""
                    {
                      "key": "ck_7Jq3vX0aGm",
                      "id": "\#(OpenAPISample.taskID)",
                      "name": "ci",
                      "scopes": ["tasks:write"],
                      "groups": ["billing"],
                      "created_at": "2026-11-23T20:56:27.002Z",
                      "expires_at": "2031-01-01T00:00:00.000Z"
                    }
                    """#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/keys/{id}", id: "revokeKey", tag: "Keys", summary: "Revoke a key",
            description: "Scope: `admin`.",
            parameters: ["KeyID"],
            answers: OpenAPIAnswer(
                200, "It is refused from now on.", "KeyRevoked",
                example: #"{"message": "Key revoked successfully"}"#),
            problems: [400, 401, 403, 404, 429, 431, 500, 503, 507]),
    ]
}
