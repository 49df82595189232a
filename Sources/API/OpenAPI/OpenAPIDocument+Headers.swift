extension OpenAPIDocument {
    /// Headers of answers.
    static let headers = #"""
        {
          "ETag": {
            "description": "The revision of the task, in quotes. Hand it back in If-Match.",
            "required": true,
            "schema": {
              "type": "string",
              "pattern": "^\"[0-9]+\"$"
            },
            "example": "\"3\""
          },
          "Location": {
            "description": "The path of the task.",
            "required": true,
            "schema": {
              "type": "string",
              "pattern": "^/tasks/[0-9a-f-]{36}$"
            },
            "example": "/tasks/01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
          },
          "IdempotentReplayed": {
            "description": "`true` where an earlier request with the same Idempotency-Key made the task.",
            "schema": {
              "type": "string",
              "const": "true"
            }
          },
          "RetryAfter": {
            "description": "When to try again, in seconds.",
            "required": true,
            "schema": {
              "type": "integer",
              "minimum": 1
            },
            "example": 2
          },
          "WWWAuthenticate": {
            "description": "How to authenticate.",
            "required": true,
            "schema": {
              "type": "string",
              "pattern": "^Bearer"
            },
            "example": "Bearer"
          },
          "RateLimit": {
            "description": "What is left of the limit. Only in answers to a request with a key, where CARILLON_RATE_LIMIT is set.",
            "schema": {
              "type": "string"
            }
          },
          "RateLimitPolicy": {
            "description": "The limit. Only in answers to a request with a key, where CARILLON_RATE_LIMIT is set.",
            "schema": {
              "type": "string"
            }
          },
          "DocumentETag": {
            "description": "A hash of the document.",
            "required": true,
            "schema": {
              "type": "string",
              "pattern": "^\"[0-9a-f]+\"$"
            }
          },
          "CacheControl": {
            "description": "Ask each time whether it is still the same.",
            "required": true,
            "schema": {
              "type": "string",
              "const": "no-cache"
            }
          }
        }
        """#
}
