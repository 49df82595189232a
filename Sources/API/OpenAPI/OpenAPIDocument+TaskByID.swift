extension OpenAPIDocument {
    /// The operations on one task.
    static let taskByID = #"""
        {
          "/tasks/{task_id}": {
            "get": {
              "operationId": "getTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Get a task",
              "description": "Scope: `tasks:read`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
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
                          "updated_at": "2026-11-23T20:56:27.002Z",
                          "last_run": {
                            "run_id": "01a20a32-208b-7dd1-97e8-1adbb7ab78c9",
                            "scheduled_for": "2026-06-10T15:00:00.000Z",
                            "attempt": 1,
                            "state": "succeeded",
                            "due_at": "2026-06-10T15:00:00.000Z",
                            "queued_at": "2026-06-10T15:00:00.003Z",
                            "started_at": "2026-06-10T15:00:00.019Z",
                            "finished_at": "2026-06-10T15:00:00.131Z",
                            "lateness_ms": 3,
                            "duration_ms": 112,
                            "executor": "vm/15297",
                            "output": {
                              "status": 204,
                              "body": ""
                            }
                          }
                        }
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 429, 431, 500, 503))
              }
            },
            "patch": {
              "operationId": "patchTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Change a task",
              "description": "Changes the definition of a live task and keeps its history. A task that has ended is answered with 409. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
                },
                {
                  "$ref": "#/components/parameters/IfMatch"
                }
              ],
              "requestBody": {
                "required": true,
                "content": {
                  "application/merge-patch+json": {
                    "schema": {
                      "$ref": "#/components/schemas/TaskPatch"
                    },
                    "examples": {
                      "timeout": {
                        "summary": "Longer, and with retries as by default",
                        "value": {
                          "timeout_seconds": 60,
                          "retry": null
                        }
                      },
                      "payload": {
                        "summary": "One member of the payload",
                        "value": {
                          "payload": {
                            "data": {
                              "message": "Good morning"
                            }
                          }
                        }
                      }
                    }
                  },
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/TaskPatch"
                    },
                    "examples": {
                      "timeout": {
                        "summary": "Longer, and with retries as by default",
                        "value": {
                          "timeout_seconds": 60,
                          "retry": null
                        }
                      },
                      "payload": {
                        "summary": "One member of the payload",
                        "value": {
                          "payload": {
                            "data": {
                              "message": "Good morning"
                            }
                          }
                        }
                      }
                    }
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "The task as it is now.",
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
                          "revision": 4,
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
                          "timeout_seconds": 60,
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
                \#(problems(400, 401, 403, 404, 408, 409, 412, 413, 415, 422, 429, 431, 500, 503, 507))
              }
            },
            "delete": {
              "operationId": "deleteTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Delete a task",
              "description": "The task is gone with its runs. A run that is with the broker or an executor already is performed, and its result is dropped. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
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
