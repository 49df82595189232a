extension OpenAPIDocument {
    /// The operations on keys.
    static let keys = #"""
        {
          "/keys": {
            "get": {
              "operationId": "listKeys",
              "tags": [
                "Keys"
              ],
              "summary": "List keys",
              "description": "What is shown of a key does not let anybody use it. Scope: `admin`.",
              "responses": {
                "200": {
                  "description": "All keys, those that were revoked included.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/KeyList"
                      },
                      "example": {
                        "keys": [
                          {
                            "id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
                            "name": "ci",
                            "scopes": [
                              "tasks:write"
                            ],
                            "groups": [
                              "billing"
                            ],
                            "created_at": "2026-11-23T20:56:27.002Z",
                            "expires_at": "2031-01-01T00:00:00.000Z",
                            "last_used_at": "2026-11-24T08:00:00.000Z"
                          }
                        ]
                      }
                    }
                  }
                },
                \#(problems(401, 403, 429, 431, 500, 503))
              }
            },
            "post": {
              "operationId": "createKey",
              "tags": [
                "Keys"
              ],
              "summary": "Make a key",
              "description": "The key is shown in this answer only. Once there is one, requests need a key. Scope: `admin`.",
              "requestBody": {
                "required": true,
                "content": {
                  "application/json": {
                    "schema": {
                      "$ref": "#/components/schemas/NewKey"
                    },
                    "examples": {
                      "ci": {
                        "summary": "For one group, until a time",
                        "value": {
                          "name": "ci",
                          "scopes": [
                            "tasks:write"
                          ],
                          "groups": [
                            "billing"
                          ],
                          "expires_at": "2031-01-01T00:00:00Z"
                        }
                      },
                      "reader": {
                        "summary": "For reading everything",
                        "value": {
                          "name": "dashboard",
                          "scopes": [
                            "tasks:read"
                          ]
                        }
                      }
                    }
                  }
                }
              },
              "responses": {
                "201": {
                  "description": "The key.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/KeyCreated"
                      },
                      "example": {
                        "key": "ck_7Jq3vX0aGm",
                        "id": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
                        "name": "ci",
                        "scopes": [
                          "tasks:write"
                        ],
                        "groups": [
                          "billing"
                        ],
                        "created_at": "2026-11-23T20:56:27.002Z",
                        "expires_at": "2031-01-01T00:00:00.000Z"
                      }
                    }
                  }
                },
                \#(problems(400, 401, 403, 408, 413, 415, 422, 429, 431, 500, 503, 507))
              }
            }
          },
          "/keys/{id}": {
            "delete": {
              "operationId": "revokeKey",
              "tags": [
                "Keys"
              ],
              "summary": "Revoke a key",
              "description": "Scope: `admin`.",
              "parameters": [
                {
                  "$ref": "#/components/parameters/KeyID"
                }
              ],
              "responses": {
                "200": {
                  "description": "It is refused from now on.",
                  "headers": {
                    \#(rateLimit)
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/KeyRevoked"
                      },
                      "example": {
                        "message": "Key revoked successfully"
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
