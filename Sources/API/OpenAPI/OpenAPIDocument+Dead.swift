extension OpenAPIDocument {
    /// The operations on dead runs.
    static let dead = #"""
        {
          "/dead": {
            "get": {
              "operationId": "listDead",
              "tags": [
                "Dead runs"
              ],
              "summary": "List dead runs",
              "description": "Runs that failed for the last time, and messages that nobody could read; the latest death first. Scope: `tasks:read`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/DeadAction"
                },
                {
                  "$ref": "#/components/parameters/DeadErrorCode"
                },
                {
                  "$ref": "#/components/parameters/DeadFrom"
                },
                {
                  "$ref": "#/components/parameters/DeadTo"
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
                  "description": "A page of dead runs.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/DeadPage"
                      },
                      "example": {
                        "dead": [
                          {
                            "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
                            "action": "webhook",
                            "run_id": "01a20a32-208b-7dd1-97e8-1adbb7ab78c9",
                            "scheduled_for": "2026-06-10T15:00:00.000Z",
                            "attempt": 5,
                            "state": "dead",
                            "due_at": "2026-06-10T15:00:00.000Z",
                            "queued_at": "2026-06-10T15:00:00.003Z",
                            "started_at": "2026-06-10T15:00:00.019Z",
                            "finished_at": "2026-06-10T15:00:00.131Z",
                            "lateness_ms": 3,
                            "duration_ms": 112,
                            "executor": "vm/15297",
                            "output": {
                              "status": 500,
                              "body": "no"
                            },
                            "error": {
                              "code": "http_status",
                              "message": "the receiver answered 500"
                            }
                          }
                        ]
                      }
                    }
                  }
                },
                \#(problems(401, 403, 422, 429, 431, 500, 503))
              }
            },
            "delete": {
              "operationId": "discardAllDead",
              "tags": [
                "Dead runs"
              ],
              "summary": "Discard all dead runs that match",
              "description": "Without any filter it needs `confirm=true`. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/DeadAction"
                },
                {
                  "$ref": "#/components/parameters/DeadErrorCode"
                },
                {
                  "$ref": "#/components/parameters/DeadFrom"
                },
                {
                  "$ref": "#/components/parameters/DeadTo"
                },
                {
                  "name": "confirm",
                  "in": "query",
                  "description": "Needed where no filter is given.",
                  "schema": {
                    "type": "boolean",
                    "const": true
                  }
                }
              ],
              "responses": {
                "200": {
                  "description": "So many are discarded.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/RunsDiscarded"
                      },
                      "example": {
                        "discarded": 2,
                        "refused": 0,
                        "more": false
                      }
                    }
                  }
                },
                \#(problems(401, 403, 422, 429, 431, 500, 503, 507))
              }
            }
          },
          "/dead/redrive": {
            "post": {
              "operationId": "redriveAllDead",
              "tags": [
                "Dead runs"
              ],
              "summary": "Put back all dead runs that match",
              "description": "`{}` is for all. Scope: `tasks:write`.",
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/DeadFilter"
                    },
                    "examples": {
                      "action": {
                        "summary": "Of an action",
                        "value": {
                          "action": "webhook"
                        }
                      },
                      "time": {
                        "summary": "Of a time and a code",
                        "value": {
                          "error_code": "http_status",
                          "from": "2026-01-01T00:00:00Z",
                          "to": "2026-02-01T00:00:00Z"
                        }
                      },
                      "all": {
                        "summary": "All",
                        "value": {}
                      }
                    }
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "So many are put back.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/RunsRedriven"
                      },
                      "example": {
                        "redriven": 2,
                        "refused": 0,
                        "more": false
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 408, 413, 415, 422, 429, 431, 500, 503, 507))
              }
            }
          },
          "/dead/{run_id}/redrive": {
            "post": {
              "operationId": "redriveDead",
              "tags": [
                "Dead runs"
              ],
              "summary": "Put a dead run back",
              "description": "It runs now, with fresh attempts and the same idempotency key. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/RunID"
                }
              ],
              "responses": {
                "200": {
                  "description": "It is put back.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/RunRedriven"
                      },
                      "example": {
                        "message": "Run put back successfully",
                        "task_id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 409, 429, 431, 500, 503, 507))
              }
            }
          },
          "/dead/{run_id}": {
            "delete": {
              "operationId": "discardDead",
              "tags": [
                "Dead runs"
              ],
              "summary": "Discard a dead run",
              "description": "It stays in the history of its task. Scope: `tasks:write`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/RunID"
                }
              ],
              "responses": {
                "200": {
                  "description": "It is discarded.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/RunDiscarded"
                      },
                      "example": {
                        "message": "Run discarded successfully"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 404, 409, 429, 431, 500, 503, 507))
              }
            }
          }
        }
        """#
}
