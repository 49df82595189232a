extension OpenAPIDocument {
    /// The problems.
    static let responses = #"""
        {
          "BadRequest": {
            "description": "The body is not JSON of the kind that is expected, or an id or a name in the path, or a header, is not well formed.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Bad Request",
                  "status": 400,
                  "detail": "the task_id in the path is not a UUID",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c",
                  "errors": [
                    {
                      "pointer": "task_id",
                      "detail": "must be a UUID, as the API gave it"
                    }
                  ]
                }
              }
            }
          },
          "Unauthorized": {
            "description": "There is no key, or one that is unknown, expired or revoked.",
            "headers": {
              "WWW-Authenticate": {
                "$ref": "#/components/headers/WWWAuthenticate"
              },
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Unauthorized",
                  "status": 401,
                  "detail": "a key is needed: send Authorization: Bearer <key>",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "Forbidden": {
            "description": "The scope of the key does not suffice, or its groups do not include that of the task.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Forbidden",
                  "status": 403,
                  "detail": "the scope tasks:write is needed",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "NotFound": {
            "description": "There is no such task, run, key or limit, or it is of a group that the key does not see.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Not Found",
                  "status": 404,
                  "detail": "there is no task 01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "RequestTimeout": {
            "description": "The body took too long to arrive. The connection is closed.",
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Request Timeout",
                  "status": 408,
                  "detail": "the body did not arrive in time",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "Conflict": {
            "description": "What is there stands against it: the name is taken, the Idempotency-Key came with another body, the task has ended or has nothing to cancel, the run is not dead, or belongs to no task, or there are as many limits as may be.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Conflict",
                  "status": 409,
                  "detail": "another task has this name",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c",
                  "errors": [
                    {
                      "pointer": "/name",
                      "detail": "is the name of a live task: choose another, or use PUT /tasks/by-name"
                    }
                  ]
                }
              }
            }
          },
          "PreconditionFailed": {
            "description": "The task has another revision than If-Match says.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Precondition Failed",
                  "status": 412,
                  "detail": "the task has been changed since: its revision is 4",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "ContentTooLarge": {
            "description": "The body is too large: more than 256 KiB, or 4 MiB for a batch.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Content Too Large",
                  "status": 413,
                  "detail": "the body is larger than 262144 bytes",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "UnsupportedMediaType": {
            "description": "Content-Type is something other than what is taken. None at all is taken, and so is application/…+json.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Unsupported Media Type",
                  "status": 415,
                  "detail": "the body must be JSON: send Content-Type: application/json",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "UnprocessableContent": {
            "description": "The body or the query can be read, but something in it can't be accepted. Nothing is stored then.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Unprocessable Content",
                  "status": 422,
                  "detail": "nothing was stored: see the errors",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c",
                  "errors": [
                    {
                      "pointer": "/run_at",
                      "detail": "has no offset; add Z or +hh:mm, or give \"timezone\""
                    }
                  ]
                }
              }
            }
          },
          "TooManyRequests": {
            "description": "The key has used up its limit.",
            "headers": {
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              },
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Too Many Requests",
                  "status": 429,
                  "detail": "this key may send 100 requests a second",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "RequestHeaderFieldsTooLarge": {
            "description": "The head of the request is too large. The connection is closed.",
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Request Header Fields Too Large",
                  "status": 431,
                  "detail": "the head of the request is too large: at most 100 fields, 16384 bytes each, 32768 bytes together",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "InternalServerError": {
            "description": "A fault of the API's or the scheduler's own; the log says why.",
            "headers": {
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Internal Server Error",
                  "status": 500,
                  "detail": "the request failed; the log of the API says why",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "ServiceUnavailable": {
            "description": "The broker or the scheduler can't be reached or can't keep up, or the database can't be written. The request is not applied later.",
            "headers": {
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              },
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Service Unavailable",
                  "status": 503,
                  "detail": "the scheduler did not answer in time",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          },
          "InsufficientStorage": {
            "description": "The scheduler's disk is full; nothing was changed, and reading goes on.",
            "headers": {
              "Retry-After": {
                "$ref": "#/components/headers/RetryAfter"
              },
              \#(rateLimit)
            },
            "content": {
              "application/problem+json": {
                "schema": {
                  "$ref": "#/components/schemas/Problem"
                },
                "example": {
                  "type": "about:blank",
                  "title": "Insufficient Storage",
                  "status": 507,
                  "detail": "the disk of the scheduler is full",
                  "instance": "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c"
                }
              }
            }
          }
        }
        """#
}
