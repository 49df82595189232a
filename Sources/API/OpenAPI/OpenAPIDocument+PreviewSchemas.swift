extension OpenAPIDocument {
    /// What is asked of a recurrence, and answered.
    static let previewSchemas = #"""
        {
          "PreviewRequest": {
            "type": "object",
            "required": ["recurrence"],
            "properties": {
              "recurrence": {"$ref": "#/components/schemas/Recurrence"},
              \#(OpenAPIField.timezone.text(.asked)),
              "run_at": {
                "$ref": "#/components/schemas/TimeOrLocalTime",
                "description": "The anchor; `after` where neither it nor `in` is given."
              },
              "in": {
                "$ref": "#/components/schemas/Duration",
                "description": "In place of `run_at`: how long after `after`."
              },
              "after": {
                "$ref": "#/components/schemas/TimeOrLocalTime",
                "description": "Occurrences are strictly later; now where it is left out."
              },
              "limit": {
                "type": "integer",
                "minimum": 1,
                "maximum": 1000,
                "default": 10,
                "description": "How many occurrences at most."
              },
              "task_id": {"$ref": "#/components/schemas/ID", "description": "Whose jitter and `H` to use: a task, or the `origin` in its `anchor` if it has one."}
            },
            "additionalProperties": false,
            "not": {"required": ["run_at", "in"]}
          },
          "Preview": {
            "type": "object",
            "required": ["description", "occurrences"],
            "properties": {
              "description": {"type": "string", "description": "The rule in words."},
              "occurrences": {
                "type": "array",
                "items": {
                  "type": "object",
                  "required": ["at", "local", "notes"],
                  "properties": {
                    "at": {"$ref": "#/components/schemas/Instant"},
                    "local": {
                      "type": "string",
                      "pattern": "^\#(OpenAPIPattern.clockTime)$",
                      "description": "The same in the zone of the rule."
                    },
                    "moved_from": {
                      "type": "string",
                      "pattern": "^\#(OpenAPIPattern.localTime)$",
                      "description": "The local time of the rule, if `shift` has moved it."
                    },
                    "notes": {
                      "type": "array",
                      "items": {
                        "type": "string",
                        "enum": ["dst_gap", "dst_overlap", "month_end", "except", "jitter", "shift"]
                      },
                      "description": "What made it other than the rule alone says."
                    }
                  },
                  "additionalProperties": false
                },
                "minItems": 0,
                "maxItems": 1000
              }
            },
            "additionalProperties": false
          }
        }
        """#
}
