extension OpenAPIDocument {
    /// Events, and what is told where some are gone.
    static let eventSchemas = #"""
        {
          "EventNumber": {
            "description": "Counts events.",
            "type": "integer",
            "format": "int64",
            "minimum": 0,
            "maximum": 9223372036854775807
          },
          "EventType": {
            "description": "What happened. `run.queued`: it was claimed, and goes to the broker;
              `run.waiting`: no queue took it; `run.started`: it has run for a second; `run.cancelling`: its
              executor is told to stop it; `run.finished`: it is over; `run.skipped`: occurrences that do not
              run; `run.redriven`, `run.discarded`: it was dead; `task.completed`, `task.failed`: nothing of
              the task is left to come.",
            "type": "string",
            "enum": [
              "task.created", "task.updated", "task.paused", "task.resumed", "task.deleted", "run.queued",
              "run.waiting", "run.started", "run.cancelling", "run.finished", "run.skipped", "run.redriven",
              "run.discarded", "task.completed", "task.failed"
            ]
          },
          "Event": {
            "description": "Something that happened to a task, or to one of its runs.",
            "type": "object",
            "required": ["id", "type", "at", "task_id", "action", "group"],
            "properties": {
              "id": {"$ref": "#/components/schemas/EventNumber"},
              "type": {"$ref": "#/components/schemas/EventType"},
              "at": {"$ref": "#/components/schemas/Instant", "description": "When it became true."},
              "task_id": {"$ref": "#/components/schemas/ID"},
              "name": {"$ref": "#/components/schemas/TaskName"},
              "action": {"$ref": "#/components/schemas/ActionName"},
              "group": {"$ref": "#/components/schemas/GroupName"},
              "run_id": {
                "$ref": "#/components/schemas/ID",
                "description": "Of the run, where it is about one."
              },
              "scheduled_for": {"$ref": "#/components/schemas/Instant", "description": "The occurrence."},
              "attempt": {"type": "integer", "minimum": 1, "description": "The number of the attempt."},
              "state": {"$ref": "#/components/schemas/RunState", "description": "How the run ended."},
              "error": {
                "$ref": "#/components/schemas/RunError",
                "description": "Why the run failed, or did not run."
              },
              "next_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When the task runs next, where that is known: another attempt, or its next
                  occurrence."
              }
            },
            "additionalProperties": true
          },
          "EventGap": {
            "description": "Events that are not to be had any more. Where `to` is less than `from`, the
              numbers have begun anew after it: the database was restored.",
            "type": "object",
            "required": ["type", "from", "to"],
            "properties": {
              "type": {"type": "string", "const": "gap"},
              "from": {"$ref": "#/components/schemas/EventNumber"},
              "to": {"$ref": "#/components/schemas/EventNumber"}
            },
            "additionalProperties": false
          }
        }
        """#
}
