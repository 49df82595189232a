extension OpenAPIDocument {
    /// What happens, while it happens.
    static let events = #"""
        {
          "/events": {
            "get": {
              "operationId": "streamEvents",
              "tags": [
                "Events"
              ],
              "summary": "Follow what happens",
              "description": "Server-sent events, for as long as the connection lasts. Each has a number (`id`), the next one more than the last, counting those of all tasks. Without `Last-Event-ID` or `after` it begins with what happens from now on; with one of them after that event, as far back as events are kept. Those that are not kept any more are told by an event `gap`. Comments tell that the stream is `open`, that it is `up to date` with what had happened when it was opened, and, every 15 seconds of silence, that it lives. It ends when the key or the token does. Scope: `tasks:read`; a key with groups gets the events of their tasks.",
              "parameters": [
                {
                  "name": "Last-Event-ID",
                  "in": "header",
                  "description": "The number of the last event that the client has had; browsers send it by themselves. It counts before `after`.",
                  "example": 1041,
                  "schema": {
                    "$ref": "#/components/schemas/EventNumber"
                  }
                },
                {
                  "name": "after",
                  "in": "query",
                  "description": "The same for the first request; 0 for all that is kept.",
                  "example": 1041,
                  "schema": {
                    "$ref": "#/components/schemas/EventNumber"
                  }
                },
                {
                  "name": "group",
                  "in": "query",
                  "description": "Of tasks in these groups only; commas between them.",
                  "style": "form",
                  "explode": false,
                  "example": [
                    "billing"
                  ],
                  "schema": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/GroupName"
                    },
                    "minItems": 1,
                    "maxItems": 100
                  }
                },
                {
                  "name": "action",
                  "in": "query",
                  "description": "Of these actions only; commas between them.",
                  "style": "form",
                  "explode": false,
                  "example": [
                    "webhook"
                  ],
                  "schema": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/ActionName"
                    },
                    "minItems": 1,
                    "maxItems": 100
                  }
                },
                {
                  "name": "task_id",
                  "in": "query",
                  "description": "Of these tasks only; commas between them.",
                  "style": "form",
                  "explode": false,
                  "schema": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/ID"
                    },
                    "minItems": 1,
                    "maxItems": 100
                  }
                },
                {
                  "name": "type",
                  "in": "query",
                  "description": "Of these types only; commas between them.",
                  "style": "form",
                  "explode": false,
                  "example": [
                    "run.finished",
                    "task.failed"
                  ],
                  "schema": {
                    "type": "array",
                    "items": {
                      "$ref": "#/components/schemas/EventType"
                    },
                    "minItems": 1,
                    "maxItems": 100
                  }
                }
              ],
              "responses": {
                "200": {
                  "description": "The stream. The `data` of each event is an Event, or an EventGap where its type is `gap`.",
                  "headers": {
                    "Cache-Control": {
                      "description": "Not to be kept.",
                      "required": true,
                      "schema": {
                        "type": "string",
                        "const": "no-store"
                      }
                    },
                    "X-Accel-Buffering": {
                      "description": "Tells proxies to hand on what comes as it comes.",
                      "required": true,
                      "schema": {
                        "type": "string",
                        "const": "no"
                      }
                    },
                    \#(rateLimit)
                  },
                  "content": {
                    "text/event-stream": {
                      "schema": {
                        "type": "string",
                        "contentMediaType": "text/event-stream",
                        "contentSchema": {
                          "anyOf": [
                            {
                              "$ref": "#/components/schemas/Event"
                            },
                            {
                              "$ref": "#/components/schemas/EventGap"
                            }
                          ]
                        }
                      },
                      "example": "retry: 1000\n: open\n\nid: 1042\nevent: run.finished\ndata: {\"id\":1042,\"type\":\"run.finished\",\"at\":\"2030-06-10T15:00:00.131Z\",\"task_id\":\"01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9\",\"action\":\"webhook\",\"group\":\"default\",\"run_id\":\"01a20a32-208b-7dd1-97e8-1adbb7ab78c9\",\"scheduled_for\":\"2030-06-10T15:00:00.000Z\",\"attempt\":1,\"state\":\"succeeded\"}\n\n: up to date\nid: 1042\n\n"
                    }
                  }
                },
                \#(problems(400, 401, 403, 422, 429, 431, 500, 503))
              }
            }
          }
        }
        """#

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
            "description": "What happened. `run.queued`: it was claimed, and goes to the broker; `run.waiting`: no queue took it; `run.started`: it has run for a second; `run.cancelling`: its executor is told to stop it; `run.finished`: it is over; `run.skipped`: occurrences that do not run; `run.redriven`, `run.discarded`: it was dead; `task.completed`, `task.failed`: nothing of the task is left to come.",
            "type": "string",
            "enum": [
              "task.created",
              "task.updated",
              "task.paused",
              "task.resumed",
              "task.deleted",
              "run.queued",
              "run.waiting",
              "run.started",
              "run.cancelling",
              "run.finished",
              "run.skipped",
              "run.redriven",
              "run.discarded",
              "task.completed",
              "task.failed"
            ]
          },
          "Event": {
            "description": "Something that happened to a task, or to one of its runs.",
            "type": "object",
            "required": [
              "id",
              "type",
              "at",
              "task_id",
              "action",
              "group"
            ],
            "properties": {
              "id": {
                "$ref": "#/components/schemas/EventNumber"
              },
              "type": {
                "$ref": "#/components/schemas/EventType"
              },
              "at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When it became true."
              },
              "task_id": {
                "$ref": "#/components/schemas/ID"
              },
              "name": {
                "$ref": "#/components/schemas/TaskName"
              },
              "action": {
                "$ref": "#/components/schemas/ActionName"
              },
              "group": {
                "$ref": "#/components/schemas/GroupName"
              },
              "run_id": {
                "$ref": "#/components/schemas/ID",
                "description": "Of the run, where it is about one."
              },
              "scheduled_for": {
                "$ref": "#/components/schemas/Instant",
                "description": "The occurrence."
              },
              "attempt": {
                "type": "integer",
                "minimum": 1,
                "description": "The number of the attempt."
              },
              "state": {
                "$ref": "#/components/schemas/RunState",
                "description": "How the run ended."
              },
              "error": {
                "$ref": "#/components/schemas/RunError",
                "description": "Why the run failed, or did not run."
              },
              "next_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When the task runs next, where that is known: another attempt, or its next occurrence."
              }
            },
            "additionalProperties": true
          },
          "EventGap": {
            "description": "Events that are not to be had any more. Where `to` is less than `from`, the numbers have begun anew after it: the database was restored.",
            "type": "object",
            "required": [
              "type",
              "from",
              "to"
            ],
            "properties": {
              "type": {
                "type": "string",
                "const": "gap"
              },
              "from": {
                "$ref": "#/components/schemas/EventNumber"
              },
              "to": {
                "$ref": "#/components/schemas/EventNumber"
              }
            },
            "additionalProperties": false
          }
        }
        """#
}
