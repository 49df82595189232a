extension OpenAPIDocument {
    /// The operations on the list of tasks.
    static let tasks = #"""
        {
          "/tasks": {
            "get": {
              "operationId": "listTasks",
              "tags": [
                "Tasks"
              ],
              "summary": "List tasks",
              "description": "In the order of `sort`, and then of id. A cursor names a place in the order, so tasks that come and go meanwhile shift nothing; one that changes its place meanwhile may be missed or seen twice. Scope: `tasks:read`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/StatusFilter"
                },
                {
                  "$ref": "#/components/parameters/ActionFilter"
                },
                {
                  "$ref": "#/components/parameters/GroupFilter"
                },
                {
                  "$ref": "#/components/parameters/TagFilter"
                },
                {
                  "$ref": "#/components/parameters/NamePrefixFilter"
                },
                {
                  "$ref": "#/components/parameters/RunFrom"
                },
                {
                  "$ref": "#/components/parameters/RunTo"
                },
                {
                  "$ref": "#/components/parameters/CreatedFrom"
                },
                {
                  "$ref": "#/components/parameters/CreatedTo"
                },
                {
                  "$ref": "#/components/parameters/Limit"
                },
                {
                  "$ref": "#/components/parameters/Cursor"
                },
                {
                  "name": "sort",
                  "in": "query",
                  "description": "By which time they are in order.",
                  "schema": {
                    "type": "string",
                    "enum": [
                      "run_at",
                      "created_at"
                    ],
                    "default": "run_at"
                  }
                },
                {
                  "name": "order",
                  "in": "query",
                  "description": "Whether the earliest comes first, or the latest.",
                  "schema": {
                    "type": "string",
                    "enum": [
                      "asc",
                      "desc"
                    ],
                    "default": "asc"
                  }
                },
                {
                  "name": "count",
                  "in": "query",
                  "description": "Whether the answer says how many match in all; `true`, or left out.",
                  "schema": {
                    "type": "boolean",
                    "const": true
                  }
                }
              ],
              "responses": {
                "200": {
                  "description": "A page of tasks.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskPage"
                      },
                      "example": {
                        "tasks": [
                          {
                            "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
                            "name": "nightly",
                            "group": "billing",
                            "tags": [
                              "report"
                            ],
                            "priority": 5,
                            "revision": 3,
                            "action": "webhook",
                            "payload": {
                              "url": "https://example.com/notify",
                              "data": {
                                "message": "Hello"
                              }
                            },
                            "run_at": "2030-06-10T15:00:00.000Z",
                            "recurrence": "daily",
                            "timezone": "UTC",
                            "status": "scheduled",
                            "attempt": 1,
                            "timeout_seconds": 30,
                            "retry": {
                              "max_attempts": 5,
                              "backoff": "exponential",
                              "initial_seconds": 5.0,
                              "max_seconds": 3600.0,
                              "jitter": "full"
                            },
                            "on_missed": "latest",
                            "max_missed": 100,
                            "grace_seconds": 60,
                            "overlap": "skip",
                            "on_failure": "continue",
                            "created_at": "2026-11-23T20:56:27.002Z",
                            "updated_at": "2026-11-23T20:56:27.002Z"
                          }
                        ],
                        "next_cursor": "0000018bcfe5680001a20a30f7b07dd197e81adbb7ab78c9",
                        "total": 123
                      }
                    }
                  }
                },
                \#(problems(401, 403, 422, 429, 431, 500, 503))
              }
            },
            "post": {
              "operationId": "createTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Schedule a task",
              "description": "The answer comes after the task is committed and synced to disk. A body is at most 256 KiB and nested at most 128 levels. A key with groups may make tasks in those only: elsewhere it is 403. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/IdempotencyKey"
                }
              ],
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/NewTask"
                    },
                    "examples": {
                      "webhook": {
                        "summary": "A webhook, each day from a time on",
                        "value": {
                          "action": "webhook",
                          "payload": {
                            "url": "https://example.com/notify",
                            "data": {
                              "message": "Hello"
                            }
                          },
                          "run_at": "2030-06-10T15:00:00Z",
                          "recurrence": "daily"
                        }
                      },
                      "local": {
                        "summary": "A message, each month at a local time",
                        "value": {
                          "action": "message",
                          "payload": {
                            "channel": "reports.monthly",
                            "body": "the month is over"
                          },
                          "run_at": "2030-01-31T09:00:00",
                          "timezone": "Europe/Berlin",
                          "recurrence": "monthly"
                        }
                      },
                      "cron": {
                        "summary": "On working days but one",
                        "value": {
                          "action": "message",
                          "payload": {
                            "channel": "ops.alerts",
                            "body": "good morning"
                          },
                          "recurrence": {
                            "cron": "0 9 * * MON-FRI",
                            "except": [
                              "2030-12-24"
                            ]
                          },
                          "timezone": "Europe/Berlin",
                          "name": "good-morning",
                          "overlap": "queue_one",
                          "on_missed": "all",
                          "max_missed": 10
                        }
                      },
                      "retry": {
                        "summary": "Once, in ten minutes, with few retries",
                        "value": {
                          "action": "webhook",
                          "payload": {
                            "url": "https://example.com/notify"
                          },
                          "in": "PT10M",
                          "timeout_seconds": 10,
                          "retry": {
                            "max_attempts": 3,
                            "backoff": "fixed",
                            "initial_seconds": 60,
                            "jitter": "none"
                          }
                        }
                      },
                      "own": {
                        "summary": "An action of one's own, in a group and with tags",
                        "value": {
                          "action": "thumbnails.make",
                          "payload": [
                            1,
                            2,
                            3
                          ],
                          "run_at": "2030-06-10T17:00:00+02:00",
                          "group": "billing",
                          "tags": [
                            "report",
                            "nightly"
                          ],
                          "expires_at": "2030-06-10T18:00:00+02:00",
                          "retry": {
                            "schedule_seconds": [
                              1,
                              10,
                              60
                            ],
                            "max_age_seconds": 600
                          }
                        }
                      }
                    }
                  }
                }
              },
              "responses": {
                "201": {
                  "description": "It is scheduled.",
                  "headers": {
                    "Location": {
                      "$ref": "#/components/headers/Location"
                    },
                    "Idempotent-Replayed": {
                      "$ref": "#/components/headers/IdempotentReplayed"
                    },
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskCreated"
                      },
                      "example": {
                        "message": "Task scheduled successfully",
                        "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507))
              }
            },
            "delete": {
              "operationId": "deleteTasks",
              "tags": [
                "Tasks"
              ],
              "summary": "Delete all tasks that match",
              "description": "Without filters: all. Needs `confirm=true`. Scope: `tasks:write`.",
              "parameters": [
                {
                  "name": "confirm",
                  "in": "query",
                  "description": "Must be `true`.",
                  "required": true,
                  "schema": {
                    "type": "boolean",
                    "const": true
                  }
                },
                {
                  "$ref": "#/components/parameters/StatusFilter"
                },
                {
                  "$ref": "#/components/parameters/ActionFilter"
                },
                {
                  "$ref": "#/components/parameters/GroupFilter"
                },
                {
                  "$ref": "#/components/parameters/TagFilter"
                },
                {
                  "$ref": "#/components/parameters/NamePrefixFilter"
                },
                {
                  "$ref": "#/components/parameters/RunFrom"
                },
                {
                  "$ref": "#/components/parameters/RunTo"
                },
                {
                  "$ref": "#/components/parameters/CreatedFrom"
                },
                {
                  "$ref": "#/components/parameters/CreatedTo"
                }
              ],
              "responses": {
                "200": {
                  "description": "So many are deleted.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TasksDeleted"
                      },
                      "example": {
                        "deleted": 42,
                        "more": false
                      }
                    }
                  }
                },
                \#(problems(401, 403, 422, 429, 431, 500, 503, 507))
              }
            }
          }
        }
        """#
}
