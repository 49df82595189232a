extension OpenAPIDocument {
    /// Tasks as they come in.
    static let taskRequestSchemas = #"""
        {
          "NewTask": {
            "description": "A task to be scheduled. Unknown fields are refused by name, and so are fields that
              come twice. The fields of missed and overlapping occurrences go with a `recurrence` only, and
              `expires_at` goes without.",
            "type": "object",
            "required": ["action", "payload"],
            "properties": {
              "action": {"$ref": "#/components/schemas/ActionName"},
              "payload": {
                "description": "What the action needs: see WebhookPayload and MessagePayload. For any other
                  action any JSON value, which reaches the executor exactly as it was written."
              },
              "run_at": {
                "$ref": "#/components/schemas/TimeOrLocalTime",
                "description": "When it runs first. Not needed with `in`, or with a `recurrence` that says
                  when by itself. Without an offset only where `timezone` is given. A time in the past means
                  now."
              },
              "in": {
                "$ref": "#/components/schemas/Duration",
                "description": "In place of `run_at`: how long from now."
              },
              "recurrence": {
                "description": "When it runs again; null is the same as nothing.",
                "anyOf": [{"$ref": "#/components/schemas/Recurrence"}, {"type": "null"}]
              },
              "timezone": {
                "description": "Gives a `run_at` without an offset its meaning, and says whose clocks a
                  recurrence follows; null is the same as nothing.",
                "anyOf": [{"$ref": "#/components/schemas/TimeZone"}, {"type": "null"}],
                "default": "UTC"
              },
              "timeout_seconds": {
                "type": "integer",
                "minimum": 1,
                "maximum": 600,
                "default": 30,
                "description": "How long a run may take."
              },
              "retry": {"$ref": "#/components/schemas/RetryPolicy"},
              "name": {"$ref": "#/components/schemas/TaskName"},
              "group": {"$ref": "#/components/schemas/GroupName", "default": "default"},
              "tags": {"$ref": "#/components/schemas/Tags"},
              "priority": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9,
                "default": 5,
                "description": "Which of several tasks that are due runs first: 9 before 0."
              },
              "expires_at": {
                "$ref": "#/components/schemas/TimeOrLocalTime",
                "description": "Later than `run_at`. A task that has not begun an attempt by then ends
                  `failed` with the code `expired`. Not with `recurrence`."
              },
              "on_missed": {
                "type": "string",
                "enum": ["latest", "all", "skip"],
                "default": "latest",
                "description": "What becomes of occurrences that came due while the scheduler was down or the
                  task paused. `latest`: one run stands for all of them; `all`: each runs, one after another,
                  a second apart at least; `skip`: none runs."
              },
              "max_missed": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10000,
                "default": 100,
                "description": "With `on_missed: all` only: how many are made up for; the oldest beyond them
                  are skipped."
              },
              "grace_seconds": {
                "type": "integer",
                "minimum": 0,
                "maximum": 604800,
                "default": 60,
                "description": "An occurrence that is late by no more than this is not missed."
              },
              "overlap": {
                "type": "string",
                "enum": ["skip", "queue_one", "allow"],
                "default": "skip",
                "description": "What becomes of an occurrence that comes due while the one before is not over,
                  its retries included. `skip`: it does not run; `queue_one`: the latest of them runs when the
                  one before is over; `allow`: it runs beside it."
              },
              "on_failure": {
                "type": "string",
                "enum": ["continue", "pause"],
                "default": "continue",
                "description": "What becomes of the recurrence when a run is dead: it goes on, or is paused
                  until somebody resumes the task."
              }
            },
            "additionalProperties": false,
            "anyOf": [{"required": ["run_at"]}, {"required": ["in"]}, {"required": ["recurrence"]}],
            "not": {"required": ["run_at", "in"]},
            "dependentRequired": {
              "on_missed": ["recurrence"],
              "max_missed": ["recurrence"],
              "grace_seconds": ["recurrence"],
              "overlap": ["recurrence"],
              "on_failure": ["recurrence"]
            },
            "allOf": [
              {
                "if": {"properties": {"action": {"const": "webhook"}}, "required": ["action"]},
                "then": {"properties": {"payload": {"$ref": "#/components/schemas/WebhookPayload"}}}
              },
              {
                "if": {"properties": {"action": {"const": "message"}}, "required": ["action"]},
                "then": {"properties": {"payload": {"$ref": "#/components/schemas/MessagePayload"}}}
              }
            ]
          },
          "TaskPatch": {
            "description": "A JSON merge patch (RFC 7396) of a task. `payload` and `retry` are merged member
              by member; null removes a member, or puts a field back to its default; `recurrence` and `tags`
              are replaced whole. The result must be a task that could be made so.",
            "type": "object",
            "properties": {
              "payload": {
                "description": "Is merged member by member where both are objects; null members are removed.
                  Anything else takes the place of what was there."
              },
              "run_at": {
                "anyOf": [{"$ref": "#/components/schemas/TimeOrLocalTime"}, {"type": "null"}],
                "description": "When it runs first. Not needed with `in`, or with a `recurrence` that says
                  when by itself. Without an offset only where `timezone` is given. A time in the past means
                  now."
              },
              "in": {
                "anyOf": [{"$ref": "#/components/schemas/Duration"}, {"type": "null"}],
                "description": "In place of `run_at`: how long from now."
              },
              "recurrence": {
                "description": "When it runs again; null is the same as nothing.",
                "anyOf": [{"$ref": "#/components/schemas/Recurrence"}, {"type": "null"}]
              },
              "timezone": {
                "description": "Gives a `run_at` without an offset its meaning, and says whose clocks a
                  recurrence follows; null is the same as nothing.",
                "anyOf": [{"$ref": "#/components/schemas/TimeZone"}, {"type": "null"}]
              },
              "timeout_seconds": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": 600,
                "description": "How long a run may take."
              },
              "retry": {"anyOf": [{"$ref": "#/components/schemas/RetryPolicyPatch"}, {"type": "null"}]},
              "name": {"anyOf": [{"$ref": "#/components/schemas/TaskName"}, {"type": "null"}]},
              "group": {"anyOf": [{"$ref": "#/components/schemas/GroupName"}, {"type": "null"}]},
              "tags": {"anyOf": [{"$ref": "#/components/schemas/Tags"}, {"type": "null"}]},
              "priority": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": 9,
                "default": 5,
                "description": "Which of several tasks that are due runs first: 9 before 0."
              },
              "expires_at": {
                "anyOf": [{"$ref": "#/components/schemas/TimeOrLocalTime"}, {"type": "null"}],
                "description": "Later than `run_at`. A task that has not begun an attempt by then ends
                  `failed` with the code `expired`. Not with `recurrence`."
              },
              "on_missed": {
                "type": ["string", "null"],
                "enum": ["latest", "all", "skip", null],
                "description": "What becomes of occurrences that came due while the scheduler was down or the
                  task paused. `latest`: one run stands for all of them; `all`: each runs, one after another,
                  a second apart at least; `skip`: none runs."
              },
              "max_missed": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": 10000,
                "description": "With `on_missed: all` only: how many are made up for; the oldest beyond them
                  are skipped."
              },
              "grace_seconds": {
                "type": ["integer", "null"],
                "minimum": 0,
                "maximum": 604800,
                "description": "An occurrence that is late by no more than this is not missed."
              },
              "overlap": {
                "type": ["string", "null"],
                "enum": ["skip", "queue_one", "allow", null],
                "description": "What becomes of an occurrence that comes due while the one before is not over,
                  its retries included. `skip`: it does not run; `queue_one`: the latest of them runs when the
                  one before is over; `allow`: it runs beside it."
              },
              "on_failure": {
                "type": ["string", "null"],
                "enum": ["continue", "pause", null],
                "description": "What becomes of the recurrence when a run is dead: it goes on, or is paused
                  until somebody resumes the task."
              }
            },
            "additionalProperties": false
          }
        }
        """#
}
