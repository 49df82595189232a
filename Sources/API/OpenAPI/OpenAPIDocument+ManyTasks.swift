extension OpenAPIDocument {
    /// The operations on batches and groups.
    static let manyTasks = #"""
        {
          "/tasks/batch": {
            "post": {
              "operationId": "createTasks",
              "tags": [
                "Tasks"
              ],
              "summary": "Schedule many tasks",
              "description": "Up to 1,000 tasks and 4 MiB, each stored or refused for itself. A line of application/x-ndjson is one task. Scope: `tasks:write`.",
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/TaskBatch"
                    },
                    "examples": {
                      "two": {
                        "summary": "Two tasks",
                        "value": [
                          {
                            "action": "webhook",
                            "payload": {
                              "url": "https://example.com/notify",
                              "data": {
                                "message": "Hello"
                              }
                            },
                            "run_at": "2030-06-10T15:00:00Z",
                            "recurrence": "daily"
                          },
                          {
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
                        ]
                      }
                    }
                  },
                  "application/x-ndjson": {
                    "schema": {
                      "type": "string",
                      "description": "A task a line, as in NewTask."
                    },
                    "examples": {
                      "two": {
                        "summary": "Two tasks",
                        "value": "{\"action\":\"webhook\",\"payload\":{\"url\":\"https://example.com/notify\",\"data\":{\"message\":\"Hello\"}},\"run_at\":\"2030-06-10T15:00:00Z\",\"recurrence\":\"daily\"}\n{\"action\":\"webhook\",\"payload\":{\"url\":\"https://example.com/notify\"},\"in\":\"PT10M\",\"timeout_seconds\":10,\"retry\":{\"max_attempts\":3,\"backoff\":\"fixed\",\"initial_seconds\":60,\"jitter\":\"none\"}}\n"
                      }
                    }
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "What became of each.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/BatchAnswer"
                      },
                      "example": {
                        "created": 1,
                        "failed": 1,
                        "results": [
                          {
                            "status": 201,
                            "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
                          },
                          {
                            "status": 422,
                            "detail": "nothing was stored: see the errors",
                            "errors": [
                              {
                                "pointer": "/1/run_at",
                                "detail": "is missing: give run_at, or in, or a recurrence that says when"
                              }
                            ]
                          }
                        ]
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507))
              },
              "parameters": [
                {
                  "name": "atomic",
                  "in": "query",
                  "description": "All or nothing: where any task is at fault, the answer is 422, with pointers that begin with the index, and nothing is stored.",
                  "schema": {
                    "type": "boolean",
                    "default": false
                  }
                }
              ]
            }
          },
          "/groups/{group}/pause": {
            "post": {
              "operationId": "pauseGroup",
              "tags": [
                "Groups"
              ],
              "summary": "Pause all tasks of a group",
              "description": "Those that live and are not paused. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/Group"
                }
              ],
              "responses": {
                "200": {
                  "description": "So many are paused.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/GroupPaused"
                      },
                      "example": {
                        "paused": 17,
                        "more": false
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 429, 431, 500, 503, 507))
              }
            }
          },
          "/groups/{group}/resume": {
            "post": {
              "operationId": "resumeGroup",
              "tags": [
                "Groups"
              ],
              "summary": "Resume all tasks of a group",
              "description": "Those that are paused. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/Group"
                }
              ],
              "responses": {
                "200": {
                  "description": "So many are resumed.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/GroupResumed"
                      },
                      "example": {
                        "resumed": 17,
                        "more": false
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
