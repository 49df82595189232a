extension OpenAPIDocument {
    /// The operations on live tasks by their names.
    static let namedTasks = #"""
        {
          "/tasks/by-name/{name}": {
            "get": {
              "operationId": "getTaskByName",
              "tags": [
                "Tasks by name"
              ],
              "summary": "Get the live task of a name",
              "description": "Scope: `tasks:read`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskName"
                }
              ],
              "responses": {
                "200": {
                  "description": "The task.",
                  "headers": {
                    "ETag": {
                      "$ref": "#/components/headers/ETag"
                    },
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskAnswer"
                      },
                      "example": {
                        "task": {
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
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 429, 431, 500, 503))
              }
            },
            "put": {
              "operationId": "putTaskByName",
              "tags": [
                "Tasks by name"
              ],
              "summary": "Make the task of a name",
              "description": "Makes it where there is none. One that asks for exactly the same stays; another is deleted with its history, and the new one, with an id of its own, takes its place. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskName"
                }
              ],
              "requestBody": {
                "description": "As for POST /tasks. A `name` in it must be that of the path.",
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
                      }
                    }
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "There was one: it was replaced, or stays.",
                  "headers": {
                    "Location": {
                      "$ref": "#/components/headers/Location"
                    },
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskPut"
                      },
                      "examples": {
                        "replaced": {
                          "value": {
                            "message": "Task replaced successfully",
                            "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
                          }
                        },
                        "unchanged": {
                          "value": {
                            "message": "Task is the same already",
                            "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
                          }
                        }
                      }
                    }
                  }
                },
                "201": {
                  "description": "There was none.",
                  "headers": {
                    "Location": {
                      "$ref": "#/components/headers/Location"
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
              "operationId": "deleteTaskByName",
              "tags": [
                "Tasks by name"
              ],
              "summary": "Delete the live task of a name",
              "description": "Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskName"
                }
              ],
              "responses": {
                "200": {
                  "description": "It is deleted.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskDeleted"
                      },
                      "example": {
                        "message": "Task deleted successfully"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 429, 431, 500, 503, 507))
              }
            }
          }
        }
        """#
}
