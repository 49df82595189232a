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
                "401": {
                  "$ref": "#/components/responses/Unauthorized"
                },
                "403": {
                  "$ref": "#/components/responses/Forbidden"
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
                        "$ref": "#/components/schemas/KeyRevoked"
                      },
                      "example": {
                        "message": "Key revoked successfully"
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
