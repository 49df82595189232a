extension OpenAPIDocument {
    /// Tasks as they come in and go out.
    static let taskSchemas = #"""
        {
          "NewTask": {
            "description": "A task to be scheduled. Unknown fields are refused by name, and so are fields that come twice. The fields of missed and overlapping occurrences go with a `recurrence` only, and `expires_at` goes without.",
            "type": "object",
            "required": [
              "action",
              "payload"
            ],
            "properties": {
              "action": {
                "$ref": "#/components/schemas/ActionName"
              },
              "payload": {
                "description": "What the action needs: see WebhookPayload and MessagePayload. For any other action any JSON value, which reaches the executor exactly as it was written."
              },
              "run_at": {
                "$ref": "#/components/schemas/TimeOrLocalTime",
                "description": "When it runs first. Not needed with `in`, or with a `recurrence` that says when by itself. Without an offset only where `timezone` is given. A time in the past means now."
              },
              "in": {
                "$ref": "#/components/schemas/Duration",
                "description": "In place of `run_at`: how long from now."
              },
              "recurrence": {
                "description": "When it runs again; null is the same as nothing.",
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/Recurrence"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "timezone": {
                "description": "Gives a `run_at` without an offset its meaning, and says whose clocks a recurrence follows; null is the same as nothing.",
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/TimeZone"
                  },
                  {
                    "type": "null"
                  }
                ],
                "default": "UTC"
              },
              "timeout_seconds": {
                "type": "integer",
                "minimum": 1,
                "maximum": 600,
                "default": 30,
                "description": "How long a run may take."
              },
              "retry": {
                "$ref": "#/components/schemas/RetryPolicy"
              },
              "name": {
                "$ref": "#/components/schemas/TaskName"
              },
              "group": {
                "$ref": "#/components/schemas/GroupName",
                "default": "default"
              },
              "tags": {
                "$ref": "#/components/schemas/Tags"
              },
              "priority": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9,
                "default": 5,
                "description": "Which of several tasks that are due runs first: 9 before 0."
              },
              "expires_at": {
                "$ref": "#/components/schemas/TimeOrLocalTime",
                "description": "Later than `run_at`. A task that has not begun an attempt by then ends `failed` with the code `expired`. Not with `recurrence`."
              },
              "on_missed": {
                "type": "string",
                "enum": [
                  "latest",
                  "all",
                  "skip"
                ],
                "default": "latest",
                "description": "What becomes of occurrences that came due while the scheduler was down or the task paused. `latest`: one run stands for all of them; `all`: each runs, one after another, a second apart at least; `skip`: none runs."
              },
              "max_missed": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10000,
                "default": 100,
                "description": "With `on_missed: all` only: how many are made up for; the oldest beyond them are skipped."
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
                "enum": [
                  "skip",
                  "queue_one",
                  "allow"
                ],
                "default": "skip",
                "description": "What becomes of an occurrence that comes due while the one before is not over, its retries included. `skip`: it does not run; `queue_one`: the latest of them runs when the one before is over; `allow`: it runs beside it."
              },
              "on_failure": {
                "type": "string",
                "enum": [
                  "continue",
                  "pause"
                ],
                "default": "continue",
                "description": "What becomes of the recurrence when a run is dead: it goes on, or is paused until somebody resumes the task."
              }
            },
            "additionalProperties": false,
            "anyOf": [
              {
                "required": [
                  "run_at"
                ]
              },
              {
                "required": [
                  "in"
                ]
              },
              {
                "required": [
                  "recurrence"
                ]
              }
            ],
            "not": {
              "required": [
                "run_at",
                "in"
              ]
            },
            "dependentRequired": {
              "on_missed": [
                "recurrence"
              ],
              "max_missed": [
                "recurrence"
              ],
              "grace_seconds": [
                "recurrence"
              ],
              "overlap": [
                "recurrence"
              ],
              "on_failure": [
                "recurrence"
              ]
            },
            "allOf": [
              {
                "if": {
                  "properties": {
                    "action": {
                      "const": "webhook"
                    }
                  },
                  "required": [
                    "action"
                  ]
                },
                "then": {
                  "properties": {
                    "payload": {
                      "$ref": "#/components/schemas/WebhookPayload"
                    }
                  }
                }
              },
              {
                "if": {
                  "properties": {
                    "action": {
                      "const": "message"
                    }
                  },
                  "required": [
                    "action"
                  ]
                },
                "then": {
                  "properties": {
                    "payload": {
                      "$ref": "#/components/schemas/MessagePayload"
                    }
                  }
                }
              }
            ]
          },
          "TaskPatch": {
            "description": "A JSON merge patch (RFC 7396) of a task. `payload` and `retry` are merged member by member; null removes a member, or puts a field back to its default; `recurrence` and `tags` are replaced whole. The result must be a task that could be made so.",
            "type": "object",
            "properties": {
              "payload": {
                "description": "Is merged member by member where both are objects; null members are removed. Anything else takes the place of what was there."
              },
              "run_at": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/TimeOrLocalTime"
                  },
                  {
                    "type": "null"
                  }
                ],
                "description": "When it runs first. Not needed with `in`, or with a `recurrence` that says when by itself. Without an offset only where `timezone` is given. A time in the past means now."
              },
              "in": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/Duration"
                  },
                  {
                    "type": "null"
                  }
                ],
                "description": "In place of `run_at`: how long from now."
              },
              "recurrence": {
                "description": "When it runs again; null is the same as nothing.",
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/Recurrence"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "timezone": {
                "description": "Gives a `run_at` without an offset its meaning, and says whose clocks a recurrence follows; null is the same as nothing.",
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/TimeZone"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "timeout_seconds": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 600,
                "description": "How long a run may take."
              },
              "retry": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/RetryPolicyPatch"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "name": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/TaskName"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "group": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/GroupName"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "tags": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/Tags"
                  },
                  {
                    "type": "null"
                  }
                ]
              },
              "priority": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 9,
                "default": 5,
                "description": "Which of several tasks that are due runs first: 9 before 0."
              },
              "expires_at": {
                "anyOf": [
                  {
                    "$ref": "#/components/schemas/TimeOrLocalTime"
                  },
                  {
                    "type": "null"
                  }
                ],
                "description": "Later than `run_at`. A task that has not begun an attempt by then ends `failed` with the code `expired`. Not with `recurrence`."
              },
              "on_missed": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "latest",
                  "all",
                  "skip",
                  null
                ],
                "description": "What becomes of occurrences that came due while the scheduler was down or the task paused. `latest`: one run stands for all of them; `all`: each runs, one after another, a second apart at least; `skip`: none runs."
              },
              "max_missed": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 10000,
                "description": "With `on_missed: all` only: how many are made up for; the oldest beyond them are skipped."
              },
              "grace_seconds": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 0,
                "maximum": 604800,
                "description": "An occurrence that is late by no more than this is not missed."
              },
              "overlap": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "skip",
                  "queue_one",
                  "allow",
                  null
                ],
                "description": "What becomes of an occurrence that comes due while the one before is not over, its retries included. `skip`: it does not run; `queue_one`: the latest of them runs when the one before is over; `allow`: it runs beside it."
              },
              "on_failure": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "continue",
                  "pause",
                  null
                ],
                "description": "What becomes of the recurrence when a run is dead: it goes on, or is paused until somebody resumes the task."
              }
            },
            "additionalProperties": false
          },
          "WebhookPayload": {
            "description": "The payload of the action `webhook`: POST `data` to `url`.",
            "type": "object",
            "required": [
              "url"
            ],
            "properties": {
              "url": {
                "type": "string",
                "pattern": "^[Hh][Tt][Tt][Pp][Ss]?://[^/?#@]+([/?#].*)?$",
                "maxLength": 8192,
                "examples": [
                  "https://example.com/notify"
                ],
                "description": "`http` or `https`, with a host, without user name and password, at most 8,192 bytes."
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
            "required": [
              "channel",
              "body"
            ],
            "properties": {
              "channel": {
                "type": "string",
                "minLength": 1,
                "maxLength": 255,
                "description": "The routing key on the topic exchange `carillon.messages`, 1 to 255 bytes."
              },
              "body": {
                "description": "Any JSON value."
              }
            },
            "additionalProperties": false
          },
          "RetryPolicy": {
            "description": "What to do when a run fails. `schedule_seconds` goes without `backoff`, `initial_seconds` and `max_seconds`.",
            "type": "object",
            "properties": {
              "max_attempts": {
                "type": "integer",
                "minimum": 1,
                "maximum": 100,
                "default": 5,
                "description": "How many attempts there are in all. With `schedule_seconds` the default is one more than there are delays."
              },
              "backoff": {
                "type": "string",
                "enum": [
                  "exponential",
                  "fixed",
                  "linear"
                ],
                "default": "exponential",
                "description": "The delay after attempt n: `exponential`: `initial_seconds` × 2ⁿ⁻¹; `linear`: `initial_seconds` × n; `fixed`: `initial_seconds`."
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
                "enum": [
                  "none",
                  "full"
                ],
                "default": "full",
                "description": "`full`: a random part of the delay, from none to all of it; `none`: exactly the delay. With `schedule_seconds` the default is `none`."
              },
              "schedule_seconds": {
                "type": "array",
                "items": {
                  "type": "number",
                  "minimum": 0,
                  "maximum": 86400
                },
                "minItems": 1,
                "maxItems": 99,
                "description": "The delays one by one, in place of `backoff`, `initial_seconds` and `max_seconds`. The last is used for all later attempts."
              },
              "max_age_seconds": {
                "type": [
                  "number",
                  "null"
                ],
                "minimum": 0,
                "maximum": 31536000,
                "description": "No attempt is made later than this after the first attempt at the occurrence."
              }
            },
            "additionalProperties": false,
            "not": {
              "required": [
                "schedule_seconds"
              ],
              "anyOf": [
                {
                  "required": [
                    "backoff"
                  ]
                },
                {
                  "required": [
                    "initial_seconds"
                  ]
                },
                {
                  "required": [
                    "max_seconds"
                  ]
                }
              ]
            }
          },
          "RetryPolicyPatch": {
            "description": "Members to change; null puts one back to its default.",
            "type": "object",
            "properties": {
              "max_attempts": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 100,
                "description": "How many attempts there are in all. With `schedule_seconds` the default is one more than there are delays."
              },
              "backoff": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "exponential",
                  "fixed",
                  "linear",
                  null
                ],
                "description": "The delay after attempt n: `exponential`: `initial_seconds` × 2ⁿ⁻¹; `linear`: `initial_seconds` × n; `fixed`: `initial_seconds`."
              },
              "initial_seconds": {
                "type": [
                  "number",
                  "null"
                ],
                "minimum": 0,
                "maximum": 86400,
                "description": "The first delay. Not more than `max_seconds`, where that is given."
              },
              "max_seconds": {
                "type": [
                  "number",
                  "null"
                ],
                "minimum": 0,
                "maximum": 86400,
                "description": "The longest delay."
              },
              "jitter": {
                "type": [
                  "string",
                  "null"
                ],
                "enum": [
                  "none",
                  "full",
                  null
                ],
                "description": "`full`: a random part of the delay, from none to all of it; `none`: exactly the delay. With `schedule_seconds` the default is `none`."
              },
              "schedule_seconds": {
                "type": [
                  "array",
                  "null"
                ],
                "items": {
                  "type": "number",
                  "minimum": 0,
                  "maximum": 86400
                },
                "minItems": 1,
                "maxItems": 99,
                "description": "The delays one by one, in place of `backoff`, `initial_seconds` and `max_seconds`. The last is used for all later attempts."
              },
              "max_age_seconds": {
                "type": [
                  "number",
                  "null"
                ],
                "minimum": 0,
                "maximum": 31536000,
                "description": "No attempt is made later than this after the first attempt at the occurrence."
              }
            },
            "additionalProperties": false
          },
          "RetryPolicyView": {
            "description": "The policy with the defaults filled in: either a backoff, or a list of delays.",
            "oneOf": [
              {
                "type": "object",
                "required": [
                  "max_attempts",
                  "backoff",
                  "initial_seconds",
                  "max_seconds",
                  "jitter"
                ],
                "properties": {
                  "max_attempts": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 100
                  },
                  "backoff": {
                    "type": "string",
                    "enum": [
                      "exponential",
                      "fixed",
                      "linear"
                    ]
                  },
                  "initial_seconds": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 86400
                  },
                  "max_seconds": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 86400
                  },
                  "jitter": {
                    "type": "string",
                    "enum": [
                      "none",
                      "full"
                    ]
                  },
                  "max_age_seconds": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 31536000
                  }
                },
                "additionalProperties": false
              },
              {
                "type": "object",
                "required": [
                  "max_attempts",
                  "schedule_seconds",
                  "jitter"
                ],
                "properties": {
                  "max_attempts": {
                    "type": "integer",
                    "minimum": 1,
                    "maximum": 100
                  },
                  "schedule_seconds": {
                    "type": "array",
                    "items": {
                      "type": "number",
                      "minimum": 0,
                      "maximum": 86400
                    },
                    "minItems": 1,
                    "maxItems": 99
                  },
                  "jitter": {
                    "type": "string",
                    "enum": [
                      "none",
                      "full"
                    ]
                  },
                  "max_age_seconds": {
                    "type": "number",
                    "minimum": 0,
                    "maximum": 31536000
                  }
                },
                "additionalProperties": false
              }
            ]
          },
          "Task": {
            "description": "A task. The fields of a recurrence are there where it has one.",
            "type": "object",
            "required": [
              "task_id",
              "group",
              "priority",
              "revision",
              "action",
              "payload",
              "run_at",
              "status",
              "attempt",
              "timeout_seconds",
              "retry",
              "created_at",
              "updated_at"
            ],
            "properties": {
              "task_id": {
                "$ref": "#/components/schemas/ID"
              },
              "name": {
                "$ref": "#/components/schemas/TaskName"
              },
              "group": {
                "$ref": "#/components/schemas/GroupName"
              },
              "tags": {
                "$ref": "#/components/schemas/Tags",
                "description": "Only where there are any."
              },
              "priority": {
                "type": "integer",
                "minimum": 0,
                "maximum": 9,
                "default": 5,
                "description": "Which of several tasks that are due runs first: 9 before 0."
              },
              "revision": {
                "type": "integer",
                "minimum": 0,
                "description": "Changes with the definition (PATCH, pause, resume), not with runs. The header ETag has the same number."
              },
              "action": {
                "$ref": "#/components/schemas/ActionName"
              },
              "payload": {
                "description": "As it was given, byte for byte."
              },
              "run_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "The occurrence that is next, under way, or was last."
              },
              "recurrence": {
                "$ref": "#/components/schemas/Recurrence"
              },
              "timezone": {
                "$ref": "#/components/schemas/TimeZone"
              },
              "status": {
                "$ref": "#/components/schemas/TaskStatus"
              },
              "attempt": {
                "type": "integer",
                "minimum": 1,
                "description": "The attempt that is next, under way, or was last."
              },
              "retry_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When the next attempt is due, while a retry waits."
              },
              "timeout_seconds": {
                "type": "integer",
                "minimum": 1,
                "maximum": 600
              },
              "retry": {
                "$ref": "#/components/schemas/RetryPolicyView"
              },
              "on_missed": {
                "type": "string",
                "enum": [
                  "latest",
                  "all",
                  "skip"
                ],
                "description": "What becomes of occurrences that came due while the scheduler was down or the task paused. `latest`: one run stands for all of them; `all`: each runs, one after another, a second apart at least; `skip`: none runs."
              },
              "max_missed": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10000,
                "description": "With `on_missed: all` only: how many are made up for; the oldest beyond them are skipped."
              },
              "grace_seconds": {
                "type": "integer",
                "minimum": 0,
                "maximum": 604800,
                "description": "An occurrence that is late by no more than this is not missed."
              },
              "overlap": {
                "type": "string",
                "enum": [
                  "skip",
                  "queue_one",
                  "allow"
                ],
                "description": "What becomes of an occurrence that comes due while the one before is not over, its retries included. `skip`: it does not run; `queue_one`: the latest of them runs when the one before is over; `allow`: it runs beside it."
              },
              "on_failure": {
                "type": "string",
                "enum": [
                  "continue",
                  "pause"
                ],
                "description": "What becomes of the recurrence when a run is dead: it goes on, or is paused until somebody resumes the task."
              },
              "expires_at": {
                "$ref": "#/components/schemas/Instant"
              },
              "waiting": {
                "description": "Why a task that is due does not run.",
                "type": "object",
                "required": [
                  "reason",
                  "detail",
                  "since"
                ],
                "properties": {
                  "reason": {
                    "type": "string",
                    "description": "A word for programs, such as `no_consumer`."
                  },
                  "detail": {
                    "type": "string",
                    "description": "A sentence for people."
                  },
                  "since": {
                    "$ref": "#/components/schemas/Instant"
                  }
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
              "created_at": {
                "$ref": "#/components/schemas/Instant"
              },
              "updated_at": {
                "$ref": "#/components/schemas/Instant"
              }
            },
            "additionalProperties": false,
            "dependentRequired": {
              "recurrence": [
                "timezone",
                "on_missed",
                "grace_seconds",
                "overlap",
                "on_failure"
              ]
            }
          },
          "TaskAnswer": {
            "type": "object",
            "required": [
              "task"
            ],
            "properties": {
              "task": {
                "$ref": "#/components/schemas/Task"
              }
            },
            "additionalProperties": false
          },
          "TaskPage": {
            "description": "Tasks without `last_run`. A page may have fewer tasks than `limit`: it also ends when it has about 4 MiB.",
            "type": "object",
            "required": [
              "tasks"
            ],
            "properties": {
              "tasks": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Task"
                },
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
          },
          "TaskCreated": {
            "type": "object",
            "required": [
              "message",
              "task_id"
            ],
            "properties": {
              "message": {
                "type": "string",
                "const": "Task scheduled successfully"
              },
              "task_id": {
                "$ref": "#/components/schemas/ID"
              }
            },
            "additionalProperties": false
          },
          "TaskPut": {
            "type": "object",
            "required": [
              "message",
              "task_id"
            ],
            "properties": {
              "message": {
                "type": "string",
                "enum": [
                  "Task replaced successfully",
                  "Task is the same already"
                ]
              },
              "task_id": {
                "$ref": "#/components/schemas/ID"
              }
            },
            "additionalProperties": false
          },
          "TaskDeleted": {
            "type": "object",
            "required": [
              "message"
            ],
            "properties": {
              "message": {
                "type": "string",
                "const": "Task deleted successfully"
              }
            },
            "additionalProperties": false
          },
          "TaskPaused": {
            "type": "object",
            "required": [
              "message"
            ],
            "properties": {
              "message": {
                "type": "string",
                "const": "Task paused successfully"
              }
            },
            "additionalProperties": false
          },
          "TaskResumed": {
            "type": "object",
            "required": [
              "message"
            ],
            "properties": {
              "message": {
                "type": "string",
                "const": "Task resumed successfully"
              }
            },
            "additionalProperties": false
          },
          "RunQueued": {
            "type": "object",
            "required": [
              "message",
              "run_id"
            ],
            "properties": {
              "message": {
                "type": "string",
                "const": "Run queued successfully"
              },
              "run_id": {
                "$ref": "#/components/schemas/ID"
              }
            },
            "additionalProperties": false
          },
          "TasksDeleted": {
            "type": "object",
            "required": [
              "deleted",
              "more"
            ],
            "properties": {
              "deleted": {
                "type": "integer",
                "minimum": 0
              },
              "more": {
                "type": "boolean",
                "description": "One request could not do all: send it again."
              }
            },
            "additionalProperties": false
          },
          "GroupPaused": {
            "type": "object",
            "required": [
              "paused",
              "more"
            ],
            "properties": {
              "paused": {
                "type": "integer",
                "minimum": 0
              },
              "more": {
                "type": "boolean",
                "description": "One request could not do all: send it again."
              }
            },
            "additionalProperties": false
          },
          "GroupResumed": {
            "type": "object",
            "required": [
              "resumed",
              "more"
            ],
            "properties": {
              "resumed": {
                "type": "integer",
                "minimum": 0
              },
              "more": {
                "type": "boolean",
                "description": "One request could not do all: send it again."
              }
            },
            "additionalProperties": false
          },
          "TaskBatch": {
            "type": "array",
            "items": {
              "$ref": "#/components/schemas/NewTask"
            },
            "minItems": 0,
            "maxItems": 1000,
            "description": "Up to 1,000 tasks, 4 MiB in all."
          },
          "BatchAnswer": {
            "type": "object",
            "required": [
              "created",
              "failed",
              "results"
            ],
            "properties": {
              "created": {
                "type": "integer",
                "minimum": 0,
                "maximum": 1000
              },
              "failed": {
                "type": "integer",
                "minimum": 0,
                "maximum": 1000
              },
              "results": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/BatchResult"
                },
                "minItems": 0,
                "maxItems": 1000,
                "description": "In the order of the request."
              }
            },
            "additionalProperties": false
          },
          "BatchResult": {
            "oneOf": [
              {
                "type": "object",
                "required": [
                  "status",
                  "task_id"
                ],
                "properties": {
                  "status": {
                    "type": "integer",
                    "const": 201
                  },
                  "task_id": {
                    "$ref": "#/components/schemas/ID"
                  }
                },
                "additionalProperties": false
              },
              {
                "type": "object",
                "required": [
                  "status",
                  "detail"
                ],
                "properties": {
                  "status": {
                    "type": "integer",
                    "minimum": 400,
                    "maximum": 599,
                    "description": "What the task would have been answered with alone."
                  },
                  "detail": {
                    "type": "string"
                  },
                  "errors": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/FieldError"
                    },
                    "minItems": 1,
                    "maxItems": 32,
                    "description": "Pointers begin with the index of the task."
                  }
                },
                "additionalProperties": false
              }
            ]
          }
        }
        """#
}
