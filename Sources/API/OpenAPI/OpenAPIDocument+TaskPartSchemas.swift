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
              "max_attempts": {
                "type": "integer",
                "minimum": 1,
                "maximum": 100,
                "default": 5,
                "description": "How many attempts there are in all. With `schedule_seconds` the default is one
                  more than there are delays."
              },
              "backoff": {
                "type": "string",
                "enum": ["exponential", "fixed", "linear"],
                "default": "exponential",
                "description": "The delay after attempt n: `exponential`: `initial_seconds` × 2ⁿ⁻¹; `linear`:
                  `initial_seconds` × n; `fixed`: `initial_seconds`."
              },
              "initial_seconds": {
                "type": "number",
                "minimum": 0,
                "maximum": 86400,
                "default": 5,
                "description": "The first delay. Not more than `max_seconds`, where that is given."
              },
              "max_seconds": {
                "type": "number",
                "minimum": 0,
                "maximum": 86400,
                "default": 3600,
                "description": "The longest delay."
              },
              "jitter": {
                "type": "string",
                "enum": ["none", "full"],
                "default": "full",
                "description": "`full`: a random part of the delay, from none to all of it; `none`: exactly
                  the delay. With `schedule_seconds` the default is `none`."
              },
              "schedule_seconds": {
                "type": "array",
                "items": {"type": "number", "minimum": 0, "maximum": 86400},
                "minItems": 1,
                "maxItems": 99,
                "description": "The delays one by one, in place of `backoff`, `initial_seconds` and
                  `max_seconds`. The last is used for all later attempts."
              },
              "max_age_seconds": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 31536000,
                "description": "No attempt is made later than this after the first attempt at the
                  occurrence."
              }
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
              "max_attempts": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": 100,
                "description": "How many attempts there are in all. With `schedule_seconds` the default is one
                  more than there are delays."
              },
              "backoff": {
                "type": ["string", "null"],
                "enum": ["exponential", "fixed", "linear", null],
                "description": "The delay after attempt n: `exponential`: `initial_seconds` × 2ⁿ⁻¹; `linear`:
                  `initial_seconds` × n; `fixed`: `initial_seconds`."
              },
              "initial_seconds": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 86400,
                "description": "The first delay. Not more than `max_seconds`, where that is given."
              },
              "max_seconds": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 86400,
                "description": "The longest delay."
              },
              "jitter": {
                "type": ["string", "null"],
                "enum": ["none", "full", null],
                "description": "`full`: a random part of the delay, from none to all of it; `none`: exactly
                  the delay. With `schedule_seconds` the default is `none`."
              },
              "schedule_seconds": {
                "type": ["array", "null"],
                "items": {"type": "number", "minimum": 0, "maximum": 86400},
                "minItems": 1,
                "maxItems": 99,
                "description": "The delays one by one, in place of `backoff`, `initial_seconds` and
                  `max_seconds`. The last is used for all later attempts."
              },
              "max_age_seconds": {
                "type": ["number", "null"],
                "minimum": 0,
                "maximum": 31536000,
                "description": "No attempt is made later than this after the first attempt at the
                  occurrence."
              }
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
