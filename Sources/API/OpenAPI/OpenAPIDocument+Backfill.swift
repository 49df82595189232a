extension OpenAPIDocument {
    private static func backfillExample(_ state: String, _ made: String = "") -> String {
        #"""
        {
          "backfill": {
            "state": "\#(state)",
            "from": "2026-06-01T00:00:00.000Z",
            "to": "2026-06-02T00:00:00.000Z",
            "max": 1000,
            "pace_per_second": 2.0,
            "dry_run": \#(state == "dry_run"),
            "runs": 21,
            "first": "2026-06-01T00:00:00.000Z",
            "last": "2026-06-01T23:00:00.000Z",
            \#(made)
            "left_out": {"already_run": 3, "unknown": 0},
            "truncated": false
          }
        }
        """#
    }

    /// Past occurrences of a recurring task that run after all.
    static let backfills: [OpenAPIOperation] = [
        OpenAPIOperation(
            .post, "/tasks/{task_id}/backfill", id: "startBackfill", tag: "Tasks",
            summary: "Run past occurrences of a task",
            description: """
                Each with its own `scheduled_for`, once: an occurrence that has a run is left out, and so is one \
                whose run may have been removed with old history. Without `"dry_run": false` nothing runs, and the \
                answer says what would. What runs is settled when it begins: what changes later changes nothing \
                of it. 409 if one is under way. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IdempotencyKey"],
            body: .json(
                "BackfillRequest",
                OpenAPIExample("dry", "What would run", value: #"{"from": "2026-06-01T00:00:00Z"}"#),
                OpenAPIExample(
                    "run", "A day, two runs a second",
                    value: #"""
                        {
                          "from": "2026-06-01T00:00:00Z",
                          "to": "2026-06-02T00:00:00Z",
                          "pace_per_second": 2,
                          "dry_run": false
                        }
                        """#)),
            answers: OpenAPIAnswer(200, "What would run.", "BackfillAnswer", example: backfillExample("dry_run")),
            OpenAPIAnswer(
                202, "The runs are made from now on.", headers: ["Idempotent-Replayed": "IdempotentReplayed"],
                "BackfillAnswer",
                example: backfillExample("running", #""made": 0,"#)),
            problems: [400, 401, 403, 404, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .get, "/tasks/{task_id}/backfill", id: "getBackfill", tag: "Tasks",
            summary: "Get the last backfill of a task",
            description: "404 if it has had none. Scope: `tasks:read`.",
            parameters: ["TaskID"],
            answers: OpenAPIAnswer(
                200, "How far it has come.", "BackfillAnswer", example: backfillExample("running", #""made": 7,"#)),
            problems: [400, 401, 403, 404, 429, 431, 500, 503]),
        OpenAPIOperation(
            .delete, "/tasks/{task_id}/backfill", id: "cancelBackfill", tag: "Tasks",
            summary: "End the backfill of a task",
            description: """
                No more runs are made; those that are there go on. 404 if none is under way. Scope: `tasks:write`.
                """,
            parameters: ["TaskID", "IdempotencyKey"],
            answers: OpenAPIAnswer(
                200, "It has ended.", headers: ["Idempotent-Replayed": "IdempotentReplayed"], "BackfillCancelled",
                example: #"{"message": "Backfill cancelled successfully"}"#),
            problems: [400, 401, 403, 404, 409, 429, 431, 500, 503, 507]),
    ]

    static let backfillSchemas = #"""
        {
          "BackfillRequest": {
            "type": "object",
            "required": ["from"],
            "properties": {
              "from": {"$ref": "#/components/schemas/Time", "description": "The first time that counts."},
              "to": {
                "$ref": "#/components/schemas/Time",
                "description": "The first that does not; now, if it is left out."
              },
              "max": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10000,
                "default": 1000,
                "description": "How many run at most: the earliest."
              },
              "pace_per_second": {
                "type": "number",
                "minimum": 0.01,
                "maximum": 100,
                "default": 1,
                "description": "How many runs are made a second."
              },
              "dry_run": {
                "type": "boolean",
                "default": true,
                "description": "Whether nothing runs, and the answer says what would."
              }
            },
            "additionalProperties": false
          },
          "Backfill": {
            "type": "object",
            "required": [
              "state", "from", "to", "max", "pace_per_second", "dry_run", "runs", "left_out", "truncated"
            ],
            "properties": {
              "state": {
                "type": "string",
                "enum": ["dry_run", "running", "done", "cancelled"],
                "description": "`done`: all runs are made; the history of the task says what they came to."
              },
              "from": {"$ref": "#/components/schemas/Instant"},
              "to": {"$ref": "#/components/schemas/Instant"},
              "max": {"type": "integer", "minimum": 1, "maximum": 10000},
              "pace_per_second": {"type": "number", "minimum": 0.01, "maximum": 100},
              "dry_run": {"type": "boolean"},
              "runs": {"type": "integer", "minimum": 0, "description": "How many occurrences run."},
              "first": {"$ref": "#/components/schemas/Instant", "description": "The first of them."},
              "last": {"$ref": "#/components/schemas/Instant", "description": "The last of them."},
              "made": {"type": "integer", "minimum": 0, "description": "How many runs have been made."},
              "left_out": {
                "type": "object",
                "required": ["already_run", "unknown"],
                "properties": {
                  "already_run": {"type": "integer", "minimum": 0, "description": "They have a run."},
                  "unknown": {
                    "type": "integer",
                    "minimum": 0,
                    "description": "Their history was removed: they may have run."
                  }
                },
                "additionalProperties": false
              },
              "truncated": {
                "type": "boolean",
                "description": "Whether there are more than `max`, or than are looked at (100,000): a backfill
                  from after `last` finds them."
              }
            },
            "additionalProperties": false
          },
          "BackfillAnswer": {
            "type": "object",
            "required": ["backfill"],
            "properties": {"backfill": {"$ref": "#/components/schemas/Backfill"}},
            "additionalProperties": false
          },
          "BackfillCancelled": \#(message("Backfill cancelled successfully"))
        }
        """#
}
