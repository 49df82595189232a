extension OpenAPIDocument {
    /// Payloads and retry policies.
    static let taskPartSchemas = #"""
        {
          "WebhookPayload": {
            "description": "The payload of the action `webhook`: POST `data` to `url`.",
            "type": "object",
            "required": ["url"],
            "properties": {
              "url": {
                "type": "string",
                "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
                "maxLength": 8192,
                "examples": ["https://example.com/notify"],
                "description": "`http` or `https`, with a host, without user name and password, at most 8,192
                  bytes."
              },
              "data": {
                "description": "Any JSON value: the body of the request, exactly as it was written.",
                "default": {}
              }
            },
            "additionalProperties": false
          },
          "MessagePayload": {
            "description": "The payload of the action `message`: publish it to `channel`.",
            "type": "object",
            "required": ["channel", "body"],
            "properties": {
              "channel": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "description": "The routing key on the topic exchange `carillon.messages`, 1 to 255 bytes."
              },
              "body": {"description": "Any JSON value."}
            },
            "additionalProperties": false
          },
          "RetryPolicy": {
            "description": "What to do when a run fails. `schedule_seconds` goes without `backoff`,
              `initial_seconds` and `max_seconds`.",
            "type": "object",
            "properties": {
              \#(OpenAPIField.retries.text(.asked))
            },
            "additionalProperties": false,
            "not": {
              "required": ["schedule_seconds"],
              "anyOf": [
                {"required": ["backoff"]},
                {"required": ["initial_seconds"]},
                {"required": ["max_seconds"]}
              ]
            }
          },
          "RetryPolicyPatch": {
            "description": "Members to change; null puts one back to its default.",
            "type": "object",
            "properties": {
              \#(OpenAPIField.retries.text(.patched))
            },
            "additionalProperties": false
          },
          "RetryPolicyView": {
            "description": "The policy with the defaults filled in: either a backoff, or a list of delays.",
            "oneOf": [
              {
                "type": "object",
                "required": ["max_attempts", "backoff", "initial_seconds", "max_seconds", "jitter"],
                "properties": {
                  "max_attempts": {"type": "integer", "minimum": 1, "maximum": 100},
                  "backoff": {"type": "string", "enum": ["exponential", "fixed", "linear"]},
                  "initial_seconds": {"type": "number", "minimum": 0, "maximum": 86400},
                  "max_seconds": {"type": "number", "minimum": 0, "maximum": 86400},
                  "jitter": {"type": "string", "enum": ["none", "full"]},
                  "max_age_seconds": {"type": "number", "minimum": 0, "maximum": 31536000}
                },
                "additionalProperties": false
              },
              {
                "type": "object",
                "required": ["max_attempts", "schedule_seconds", "jitter"],
                "properties": {
                  "max_attempts": {"type": "integer", "minimum": 1, "maximum": 100},
                  "schedule_seconds": {
                    "type": "array",
                    "items": {"type": "number", "minimum": 0, "maximum": 86400},
                    "minItems": 1,
                    "maxItems": 99
                  },
                  "jitter": {"type": "string", "enum": ["none", "full"]},
                  "max_age_seconds": {"type": "number", "minimum": 0, "maximum": 31536000}
                },
                "additionalProperties": false
              }
            ]
          }
        }
        """#
}
