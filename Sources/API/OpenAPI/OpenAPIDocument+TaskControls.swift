extension OpenAPIDocument {
    /// What is told to one task, and its history.
    static let taskControls = #"""
        {
          "/tasks/{task_id}/pause": {
            "post": {
              "operationId": "pauseTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Pause a task",
              "description": "It claims nothing more until it is resumed; a run that is under way goes on. A task that has ended is answered with 409. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
                }
              ],
              "responses": {
                "200": {
                  "description": "It is paused.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskPaused"
                      },
                      "example": {
                        "message": "Task paused successfully"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 409, 429, 431, 500, 503, 507))
              }
            }
          },
          "/tasks/{task_id}/resume": {
            "post": {
              "operationId": "resumeTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Resume a task",
              "description": "What came due meanwhile is missed: `on_missed` says what becomes of it. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
                }
              ],
              "responses": {
                "200": {
                  "description": "It is resumed.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskResumed"
                      },
                      "example": {
                        "message": "Task resumed successfully"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 409, 429, 431, 500, 503, 507))
              }
            }
          },
          "/tasks/{task_id}/cancel": {
            "post": {
              "operationId": "cancelTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Cancel what a task has under way",
              "description": "Its runs that are under way are told to stop, and what waits for another attempt ends, `cancelled`. A one-off task is `failed` then, with the code `cancelled`, also one that has not begun; a recurring one goes on with its next occurrence. 409 where it has ended, or recurs and has nothing under way or waiting. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
                }
              ],
              "responses": {
                "200": {
                  "description": "Nothing was under way: it has ended.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskCancelled"
                      },
                      "example": {
                        "message": "Task cancelled successfully",
                        "run_ids": []
                      }
                    }
                  }
                },
                "202": {
                  "description": "Runs are under way, and are told to stop; their results follow.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/TaskCancelled"
                      },
                      "example": {
                        "message": "The runs under way are told to stop",
                        "run_ids": [
                          "01a20a32-208b-7dd1-97e8-1adbb7ab78c9"
                        ]
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 409, 429, 431, 500, 503, 507))
              }
            }
          },
          "/tasks/{task_id}/run": {
            "post": {
              "operationId": "runTask",
              "tags": [
                "Tasks"
              ],
              "summary": "Run a task now",
              "description": "Beside its schedule, which goes on as it is. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
                }
              ],
              "responses": {
                "202": {
                  "description": "The run is queued.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/RunQueued"
                      },
                      "example": {
                        "message": "Run queued successfully",
                        "run_id": "01a20a32-208b-7dd1-97e8-1adbb7ab78c9"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 409, 429, 431, 500, 503, 507))
              }
            }
          },
          "/tasks/{task_id}/runs": {
            "get": {
              "operationId": "listRuns",
              "tags": [
                "Tasks"
              ],
              "summary": "List the runs of a task",
              "description": "Its history, newest first: every run, and every record of occurrences that did not run. Scope: `tasks:read`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/TaskID"
                },
                {
                  "$ref": "#/components/parameters/Limit"
                },
                {
                  "$ref": "#/components/parameters/Cursor"
                }
              ],
              "responses": {
                "200": {
                  "description": "A page of runs.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/RunPage"
                      },
                      "example": {
                        "runs": [
                          {
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
                        ]
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 422, 429, 431, 500, 503))
              }
            }
          }
        }
        """#
}
