extension OpenAPIDocument {
    /// Tasks as they are shown.
    static let taskSchemas = #"""
        {
          "Task": {
            "description": "A task. The fields of a recurrence are there where it has one.",
            "type": "object",
            "required": [
              "task_id", "group", "priority", "revision", "action", "payload", "run_at", "status", "attempt",
              "timeout_seconds", "retry", "created_at", "updated_at"
            ],
            "properties": {
              "task_id": {"$ref": "#/components/schemas/ID"},
              "name": {"$ref": "#/components/schemas/TaskName"},
              "group": {"$ref": "#/components/schemas/GroupName"},
              "tags": {"$ref": "#/components/schemas/Tags", "description": "Only where there are any."},
              \#(OpenAPIField.priority.text(.shown)),
              "revision": {
                "type": "integer",
                "minimum": 0,
                "description": "Changes with the definition (PATCH, pause, resume), not with runs. The header
                  ETag has the same number."
              },
              "action": {"$ref": "#/components/schemas/ActionName"},
              "payload": {"description": "As it was given, byte for byte."},
              "run_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "The occurrence that is next, under way, or was last."
              },
              "recurrence": {"$ref": "#/components/schemas/Recurrence"},
              "timezone": {"$ref": "#/components/schemas/TimeZone"},
              "anchor": {
                "description": "What the recurrence is computed from. An edit moves it only if it gives `run_at`,
                  `in` or `starts_at`, or another `timezone` for a rule that keeps its local time.",
                "type": "object",
                "required": ["at", "given"],
                "properties": {
                  "at": {"$ref": "#/components/schemas/Instant"},
                  "local": {
                    "type": "string",
                    "description": "The local time, if the clocks skip it on that day."
                  },
                  "given": {
                    "type": "boolean",
                    "description": "Whether the client gave it; otherwise it is when the task was made."
                  },
                  "origin": {
                    "$ref": "#/components/schemas/ID",
                    "description": "The id that jitter, `H` and `~` are made of, if it is not the task's own: that of the
                      task whose place it took."
                  }
                },
                "additionalProperties": false
              },
              "status": {"$ref": "#/components/schemas/TaskStatus"},
              "attempt": {
                "type": "integer",
                "minimum": 1,
                "description": "The attempt that is next, under way, or was last."
              },
              "retry_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When the next attempt is due, while a retry waits."
              },
              "timeout_seconds": {"type": "integer", "minimum": 1, "maximum": 600},
              "retry": {"$ref": "#/components/schemas/RetryPolicyView"},
              \#(OpenAPIField.occurrences.text(.shown)),
              "expires_at": {"$ref": "#/components/schemas/Instant"},
              "waiting": {
                "description": "Why a task that is due does not run.",
                "type": "object",
                "required": ["reason", "detail", "since"],
                "properties": {
                  "reason": {
                    "type": "string",
                    "description": "A word for programs, such as `no_consumer`, `limited`, `fair_share` or `suspect`."
                  },
                  "detail": {"type": "string", "description": "A sentence for people."},
                  "since": {"$ref": "#/components/schemas/Instant"}
                },
                "additionalProperties": false
              },
              "error": {
                "$ref": "#/components/schemas/RunError",
                "description": "The latest failed attempt; gone once one has succeeded."
              },
              "last_run": {
                "$ref": "#/components/schemas/Run",
                "description": "Once there was a run; not in lists."
              },
              "created_at": {"$ref": "#/components/schemas/Instant"},
              "updated_at": {"$ref": "#/components/schemas/Instant"}
            },
            "additionalProperties": false,
            "dependentRequired": {
              "recurrence": ["timezone", "on_missed", "grace_seconds", "overlap", "on_failure"]
            }
          },
          "TaskAnswer": {
            "type": "object",
            "required": ["task"],
            "properties": {"task": {"$ref": "#/components/schemas/Task"}},
            "additionalProperties": false
          },
          "TaskChanged": {
            "type": "object",
            "required": ["task"],
            "properties": {
              "task": {"$ref": "#/components/schemas/Task"},
              "schedule_change": {
                "description": "The next times at which the task ran before and runs now, three at most, if they
                  differ.",
                "type": "object",
                "required": ["before", "after"],
                "properties": {
                  "before": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Instant"},
                    "minItems": 0,
                    "maxItems": 3
                  },
                  "after": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/Instant"},
                    "minItems": 0,
                    "maxItems": 3
                  }
                },
                "additionalProperties": false
              }
            },
            "additionalProperties": false
          },
          "TaskPage": {
            "description": "Tasks without `last_run`. A page may have fewer tasks than `limit`: it also ends
              when it has about 4 MiB.",
            "type": "object",
            "required": ["tasks"],
            "properties": {
              "tasks": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Task"},
                "minItems": 0,
                "maxItems": 1000
              },
              "next_cursor": {
                "$ref": "#/components/schemas/Cursor",
                "description": "Only where there are more."
              },
              "total": {
                "type": "integer",
                "minimum": 0,
                "description": "How many match in all. Only with `count=true`."
              }
            },
            "additionalProperties": false
          }
        }
        """#
}
