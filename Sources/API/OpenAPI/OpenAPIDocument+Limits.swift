extension OpenAPIDocument {
    /// How many runs of a group, or to a host, there may be.
    static let limits = #"""
        {
          "/limits": {
            "get": {
              "operationId": "listLimits",
              "tags": [
                "Limits"
              ],
              "summary": "List limits",
              "description": "Those that were set, and the hosts that are slowed because they answered 429 or 503. A key with groups sees the limits of these groups only. Scope: `tasks:read`.",
              "responses": {
                "200": {
                  "description": "All limits, by name.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/LimitList"
                      },
                      "example": {
                        "limits": [
                          {
                            "name": "host:api.example.com",
                            "max_concurrent": 10,
                            "per_second": 50.0,
                            "updated_at": "2026-11-23T20:56:27.002Z",
                            "outstanding": 10,
                            "waiting_since": "2026-11-23T20:59:14.310Z"
                          },
                          {
                            "name": "host:down.example.com",
                            "outstanding": 1,
                            "waiting_since": "2026-11-23T20:59:12.020Z",
                            "slowed": {
                              "until": "2026-11-23T20:59:20.040Z",
                              "max_concurrent": 1
                            }
                          }
                        ]
                      }
                    }
                  }
                },
                \#(problems(401, 403, 429, 431, 500, 503))
              }
            }
          },
          "/limits/{name}": {
            "get": {
              "operationId": "getLimit",
              "tags": [
                "Limits"
              ],
              "summary": "Get a limit",
              "description": "Scope: `tasks:read`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/LimitName"
                }
              ],
              "responses": {
                "200": {
                  "description": "The limit.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/LimitAnswer"
                      },
                      "example": {
                        "limit": {
                          "name": "host:api.example.com",
                          "max_concurrent": 10,
                          "per_second": 50.0,
                          "updated_at": "2026-11-23T20:56:27.002Z",
                          "outstanding": 10,
                          "waiting_since": "2026-11-23T20:59:14.310Z"
                        }
                      }
                    }
                  }
                },
                \#(problems(401, 403, 404, 422, 429, 431, 500, 503))
              }
            },
            "put": {
              "operationId": "putLimit",
              "tags": [
                "Limits"
              ],
              "summary": "Set a limit",
              "description": "In place of the one of its name, if there is one. It holds at once, for what is not published yet. Scope: `admin`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/LimitName"
                }
              ],
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/NewLimit"
                    },
                    "examples": {
                      "both": {
                        "summary": "So many at once, and so many a second",
                        "value": {
                          "max_concurrent": 10,
                          "per_second": 50
                        }
                      },
                      "slow": {
                        "summary": "One every two seconds",
                        "value": {
                          "per_second": 0.5
                        }
                      }
                    }
                  }
                }
              },
              "responses": {
                "200": {
                  "description": "It holds from now on.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/LimitAnswer"
                      },
                      "example": {
                        "limit": {
                          "name": "host:api.example.com",
                          "max_concurrent": 10,
                          "per_second": 50.0,
                          "updated_at": "2026-11-23T20:56:27.002Z",
                          "outstanding": 10,
                          "waiting_since": "2026-11-23T20:59:14.310Z"
                        }
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507))
              }
            },
            "delete": {
              "operationId": "deleteLimit",
              "tags": [
                "Limits"
              ],
              "summary": "Delete a limit",
              "description": "What waits for it goes on. Scope: `admin`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/LimitName"
                }
              ],
              "responses": {
                "200": {
                  "description": "It does not hold any more.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/LimitDeleted"
                      },
                      "example": {
                        "message": "Limit deleted successfully"
                      }
                    }
                  }
                },
                \#(problems(401, 403, 404, 422, 429, 431, 500, 503, 507))
              }
            }
          }
        }
        """#

    static let limitSchemas = #"""
        {
          "LimitName": {
            "type": "string",
            "pattern": "^(group:[a-z0-9][a-z0-9._-]{0,62}|host:([A-Za-z0-9._%-]{1,255}|\\[[A-Za-z0-9:._%-]{1,253}\\])(:[0-9]{1,5})?)$",
            "description": "`group:<group>`: runs of all actions of the tasks of a group. `host:<host>`: webhooks to a host, on any port. `host:<host>:<port>`: those to this port, where it is not that of the URL's scheme."
          },
          "NewLimit": {
            "type": "object",
            "properties": {
              "max_concurrent": {
                "type": [
                  "integer",
                  "null"
                ],
                "minimum": 1,
                "maximum": 100000,
                "description": "How many runs may be published without a result; any number where it is null or left out."
              },
              "per_second": {
                "type": [
                  "number",
                  "null"
                ],
                "minimum": 0.001,
                "maximum": 10000,
                "description": "How many runs may be published in any one second, evenly spread; any number where it is null or left out."
              }
            },
            "anyOf": [
              {
                "properties": {
                  "max_concurrent": {
                    "type": "integer"
                  }
                },
                "required": [
                  "max_concurrent"
                ]
              },
              {
                "properties": {
                  "per_second": {
                    "type": "number"
                  }
                },
                "required": [
                  "per_second"
                ]
              }
            ],
            "additionalProperties": false,
            "description": "At least one of the two."
          },
          "Limit": {
            "description": "A limit, and what it holds back. Without `max_concurrent` and `per_second`: a host that is slowed, for which nothing was set.",
            "type": "object",
            "required": [
              "name",
              "outstanding"
            ],
            "properties": {
              "name": {
                "$ref": "#/components/schemas/LimitName"
              },
              "max_concurrent": {
                "type": "integer",
                "minimum": 1,
                "maximum": 100000
              },
              "per_second": {
                "type": "number",
                "minimum": 0.001,
                "maximum": 10000
              },
              "updated_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When it was set."
              },
              "outstanding": {
                "type": "integer",
                "minimum": 0,
                "description": "Runs that count against it and have no result."
              },
              "waiting_since": {
                "$ref": "#/components/schemas/Instant",
                "description": "When the first of what waits for room was due; where anything does."
              },
              "slowed": {
                "type": "object",
                "description": "The host answered 429 or 503, and gets less for a while.",
                "required": [
                  "until",
                  "max_concurrent"
                ],
                "properties": {
                  "until": {
                    "$ref": "#/components/schemas/Instant",
                    "description": "Nothing goes there before."
                  },
                  "max_concurrent": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "How many runs at once it gets after that. It grows with each success."
                  }
                },
                "additionalProperties": false
              }
            },
            "additionalProperties": false
          },
          "LimitAnswer": {
            "type": "object",
            "required": [
              "limit"
            ],
            "properties": {
              "limit": {
                "$ref": "#/components/schemas/Limit"
              }
            },
            "additionalProperties": false
          },
          "LimitList": {
            "type": "object",
            "required": [
              "limits"
            ],
            "properties": {
              "limits": {
                "type": "array",
                "items": {
                  "$ref": "#/components/schemas/Limit"
                }
              }
            },
            "additionalProperties": false
          },
          "LimitDeleted": {
            "type": "object",
            "required": [
              "message"
            ],
            "properties": {
              "message": {
                "type": "string",
                "const": "Limit deleted successfully"
              }
            },
            "additionalProperties": false
          }
        }
        """#
}
