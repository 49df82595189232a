import TaskModel

extension OpenAPIDocument {
    /// Runs, live and dead.
    static let runSchemas = #"""
        {
          "Run": {
            "description": "One attempt at an occurrence, or a record of occurrences that did not run.",
            "type": "object",
            "required": ["run_id", "scheduled_for", "attempt", "state"],
            "properties": {
              \#(runMembers)
            },
            "additionalProperties": false
          },
          "RunState": {
            "type": "string",
            "enum": [
              "queued", "succeeded", "failed", "dead", "skipped", "lost", "waiting", "redriven", "discarded",
              "cancelled"
            ],
            "description": "`waiting`: for its time; `queued`: no result yet; `succeeded`; `failed`: another
              attempt follows; `dead`: failed for the last time; `redriven`, `discarded`: was dead; `skipped`:
              did not run; `lost`: the broker lost it, and another run took its place; `cancelled`: ended by
              somebody before it was done."
          },
          "RunError": {
            "type": "object",
            "required": ["code", "message"],
            "properties": {
              "code": {
                "type": "string",
                "maxLength": 64,
                "description": "A word for programs, such as `timeout` or `http_status`."
              },
              "message": {"type": "string", "maxLength": 2048, "description": "A sentence for people."}
            },
            "additionalProperties": false
          },
          "RunPage": {
            "type": "object",
            "required": ["runs"],
            "properties": {
              "runs": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Run"},
                "minItems": 0,
                "maxItems": 1000,
                "description": "The newest first."
              },
              "next_cursor": {"$ref": "#/components/schemas/Cursor"}
            },
            "additionalProperties": false
          },
          "DeadRun": {
            "description": "A run that failed for the last time, or a message that nobody could read: what is
              known of that is in `output`.",
            "type": "object",
            "required": ["action", "run_id", "scheduled_for", "attempt", "state"],
            "properties": {
              "task_id": {
                "$ref": "#/components/schemas/ID",
                "description": "Missing for a message that belongs to no task."
              },
              "action": {"$ref": "#/components/schemas/ActionName"},
              \#(runMembers)
            },
            "additionalProperties": false
          },
          "DeadPage": {
            "description": "A page may be short, or empty, and still have a `next_cursor`, where few of many
              match.",
            "type": "object",
            "required": ["dead"],
            "properties": {
              "dead": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/DeadRun"},
                "minItems": 0,
                "maxItems": 1000,
                "description": "The latest death first."
              },
              "next_cursor": {"$ref": "#/components/schemas/Cursor"}
            },
            "additionalProperties": false
          },
          "DeadFilter": {
            "description": "Which dead runs: those that match all that is given.",
            "type": "object",
            "properties": {
              "action": {"$ref": "#/components/schemas/ActionName"},
              "error_code": {
                "type": "string",
                "minLength": 1,
                "maxLength": 64,
                "description": "The code of the error, 1 to 64 bytes."
              },
              "from": {"$ref": "#/components/schemas/Time", "description": "Died then or later."},
              "to": {"$ref": "#/components/schemas/Time", "description": "Died before; later than `from`."}
            },
            "additionalProperties": false
          },
          "RunRedriven": \#(message("Run put back successfully", id: "task_id")),
          "RunDiscarded": \#(message("Run discarded successfully")),
          "RunsRedriven": {
            "type": "object",
            "required": ["redriven", "refused", "more"],
            "properties": {
              "redriven": {"type": "integer", "minimum": 0},
              "refused": {
                "type": "integer",
                "minimum": 0,
                "description": "How many were left as they are: their tasks are gone, or their names are
                  taken."
              },
              "more": {"type": "boolean", "description": "It stopped after 50,000 and can be asked again."}
            },
            "additionalProperties": false
          },
          "RunsDiscarded": {
            "type": "object",
            "required": ["discarded", "refused", "more"],
            "properties": {
              "discarded": {"type": "integer", "minimum": 0},
              "refused": {"type": "integer", "minimum": 0},
              "more": {"type": "boolean", "description": "It stopped after 50,000 and can be asked again."}
            },
            "additionalProperties": false
          }
        }
        """#

    private static let lateReasons = LateReason.allCases.map { "\"\($0.rawValue)\"" }.joined(separator: ", ")

    /// What a run has, live or dead.
    private static let runMembers = #"""
        "run_id": {"$ref": "#/components/schemas/ID", "description": "New for each attempt."},
        "scheduled_for": {
          "$ref": "#/components/schemas/Instant",
          "description": "The occurrence; the first one, where one record stands for several that did not
            run."
        },
        "attempt": {"type": "integer", "minimum": 1, "description": "The number of the attempt."},
        "state": {"$ref": "#/components/schemas/RunState"},
        "due_at": {
          "$ref": "#/components/schemas/Instant",
          "description": "When it was, or is, to be claimed."
        },
        "queued_at": {
          "$ref": "#/components/schemas/Instant",
          "description": "When the scheduler claimed it."
        },
        "started_at": {
          "$ref": "#/components/schemas/Instant",
          "description": "When an executor began, by the executor's clock."
        },
        "finished_at": {
          "$ref": "#/components/schemas/Instant",
          "description": "When it ended, by the executor's clock."
        },
        "lateness_ms": {"type": "integer", "minimum": 0, "description": "From `due_at` to `queued_at`."},
        "late_reason": {
          "type": "string",
          "enum": [\#(lateReasons)],
          "description": "Why it was claimed later than a second after it was due."
        },
        "backfill": {
          "type": "boolean",
          "const": true,
          "description": "It is of a past occurrence that a backfill ran."
        },
        "duration_ms": {
          "type": "integer",
          "minimum": 0,
          "description": "From `started_at` to `finished_at`."
        },
        "executor": {"type": "string", "description": "Who performed it, such as host/pid."},
        "output": {
          "description": "What the action gave: any JSON value. A webhook gives `status` and `body`, with the first 4,096
            bytes of the body, and `\"truncated\": true` if there was more of it or it broke off. One over 64 KiB is
            replaced by {\"truncated\":true,\"bytes\":…}."
        },
        "error": {"$ref": "#/components/schemas/RunError"}
        """#
}
