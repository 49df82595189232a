extension OpenAPIDocument {
    /// Headers of answers.
    static let headers: KeyValuePairs<String, OpenAPIPart> = [
        "ETag": .header(
            "The revision of the task, in quotes. Hand it back in If-Match.",
            #"{"type": "string", "pattern": "^\"[0-9]+\"$"}"#, example: #""\"3\"""#),
        "Location": .header(
            "The path of the task.",
            #"{"type": "string", "pattern": "^/tasks/[0-9a-f-]{36}$"}"#,
            example: #""/tasks/\#(OpenAPISample.taskID)""#),
        "IdempotentReplayed": .header(
            "`true` where it is the answer to an earlier request with the same Idempotency-Key.",
            isRequired: false, #"{"type": "string", "const": "true"}"#),
        "RetryAfter": .header(
            "When to try again, in seconds.",
            #"{"type": "integer", "minimum": 1}"#, example: "2"),
        "WWWAuthenticate": .header(
            "How to authenticate.",
            #"{"type": "string", "pattern": "^Bearer"}"#, example: #""Bearer""#),
        "RateLimit": .header(
            "What is left of the limit. Only in answers to a request with a key, where CARILLON_RATE_LIMIT is set.",
            isRequired: false, #"{"type": "string"}"#),
        "RateLimitPolicy": .header(
            "The limit. Only in answers to a request with a key, where CARILLON_RATE_LIMIT is set.",
            isRequired: false, #"{"type": "string"}"#),
        "DocumentETag": .header(
            "A hash of the document.",
            #"{"type": "string", "pattern": "^\"[0-9a-f]+\"$"}"#),
        "CacheControl": .header(
            "Ask each time whether it is still the same.",
            #"{"type": "string", "const": "no-cache"}"#),
    ]
}
