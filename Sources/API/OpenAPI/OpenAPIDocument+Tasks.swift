extension OpenAPIDocument {
    /// The operations on tasks and their groups.
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "422": {
                  "$ref": "#/components/responses/UnprocessableContent"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "408": {
                  "$ref": "#/components/responses/RequestTimeout"
                },
                "409": {
                  "$ref": "#/components/responses/Conflict"
                },
                "413": {
                  "$ref": "#/components/responses/ContentTooLarge"
                },
                "415": {
                  "$ref": "#/components/responses/UnsupportedMediaType"
                },
                "422": {
                  "$ref": "#/components/responses/UnprocessableContent"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "422": {
                  "$ref": "#/components/responses/UnprocessableContent"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
              }
            }
          },
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "408": {
                  "$ref": "#/components/responses/RequestTimeout"
                },
                "409": {
                  "$ref": "#/components/responses/Conflict"
                },
                "412": {
                  "$ref": "#/components/responses/PreconditionFailed"
                },
                "413": {
                  "$ref": "#/components/responses/ContentTooLarge"
                },
                "415": {
                  "$ref": "#/components/responses/UnsupportedMediaType"
                },
                "422": {
                  "$ref": "#/components/responses/UnprocessableContent"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
              }
            }
          },
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "409": {
                  "$ref": "#/components/responses/Conflict"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "409": {
                  "$ref": "#/components/responses/Conflict"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "409": {
                  "$ref": "#/components/responses/Conflict"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "422": {
                  "$ref": "#/components/responses/UnprocessableContent"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                }
              }
            }
          },
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "408": {
                  "$ref": "#/components/responses/RequestTimeout"
                },
                "409": {
                  "$ref": "#/components/responses/Conflict"
                },
                "413": {
                  "$ref": "#/components/responses/ContentTooLarge"
                },
                "415": {
                  "$ref": "#/components/responses/UnsupportedMediaType"
                },
                "422": {
                  "$ref": "#/components/responses/UnprocessableContent"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
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
                    "RateLimit": {
                      "$ref": "#/components/headers/RateLimit"
                    },
                    "RateLimit-Policy": {
                      "$ref": "#/components/headers/RateLimitPolicy"
                    }
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
                "400": {
                  "$ref": "#/components/responses/BadRequest"
                },
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
                },
                "404": {
                  "$ref": "#/components/responses/NotFound"
                },
                "429": {
                  "$ref": "#/components/responses/TooManyRequests"
                },
                "431": {
                  "$ref": "#/components/responses/RequestHeaderFieldsTooLarge"
                },
                "500": {
                  "$ref": "#/components/responses/InternalServerError"
                },
                "503": {
                  "$ref": "#/components/responses/ServiceUnavailable"
                },
                "507": {
                  "$ref": "#/components/responses/InsufficientStorage"
                }
              }
            }
          }
        }
        """#
}
