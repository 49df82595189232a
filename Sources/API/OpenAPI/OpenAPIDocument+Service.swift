extension OpenAPIDocument {
    /// What the API says about itself.
    static let service = #"""
        {
          "/healthz": {
            "get": {
              "operationId": "getHealth",
              "tags": [
                "Service"
              ],
              "summary": "Whether the API lives",
              "security": [],
              "responses": {
                "200": {
                  "description": "It does.",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Status"
                      },
                      "example": {
                        "status": "ok"
                      }
                    }
                  }
                }
              }
            }
          },
          "/readyz": {
            "get": {
              "operationId": "getReadiness",
              "tags": [
                "Service"
              ],
              "summary": "Whether the API, the broker and the scheduler work together",
              "description": "It says nothing about executors.",
              "security": [],
              "responses": {
                "200": {
                  "description": "They do.",
                  "content": {
                    "application/json": {
                      "schema": {
                        "$ref": "#/components/schemas/Status"
                      },
                      "example": {
                        "status": "ok"
                      }
                    }
                  }
                },
                \#(problems(500, 503))
              }
            }
          },
          "/openapi.json": {
            "get": {
              "operationId": "getOpenAPI",
              "tags": [
                "Service"
              ],
              "summary": "This document",
              "security": [],
              "parameters": [
                {
                  "$ref": "#/components/parameters/IfNoneMatch"
                }
              ],
              "responses": {
                "200": {
                  "description": "The document.",
                  "headers": {
                    "ETag": {
                      "$ref": "#/components/headers/DocumentETag"
                    },
                    "Cache-Control": {
                      "$ref": "#/components/headers/CacheControl"
                    }
                  },
                  "content": {
                    "application/json": {
                      "schema": {
                        "type": "object",
                        "required": [
                          "openapi",
                          "info",
                          "paths"
                        ]
                      }
                    }
                  }
                },
                "304": {
                  "description": "The document is still the same.",
                  "headers": {
                    "ETag": {
                      "$ref": "#/components/headers/DocumentETag"
                    },
                    "Cache-Control": {
                      "$ref": "#/components/headers/CacheControl"
                    }
                  }
                }
              }
            }
          },
          "/docs": {
            "get": {
              "operationId": "getDocs",
              "tags": [
                "Service"
              ],
              "summary": "This document, to be read",
              "security": [],
              "parameters": [
                {
                  "$ref": "#/components/parameters/IfNoneMatch"
                }
              ],
              "responses": {
                "200": {
                  "description": "A page that needs nothing but the document.",
                  "headers": {
                    "ETag": {
                      "$ref": "#/components/headers/DocumentETag"
                    },
                    "Cache-Control": {
                      "$ref": "#/components/headers/CacheControl"
                    },
                    "Content-Security-Policy": {
                      "description": "Only the page's own script and style, and requests to the API itself.",
                      "required": true,
                      "schema": {
                        "type": "string"
                      }
                    }
                  },
                  "content": {
                    "text/html": {
                      "schema": {
                        "type": "string"
                      }
                    }
                  }
                },
                "304": {
                  "description": "The document is still the same.",
                  "headers": {
                    "ETag": {
                      "$ref": "#/components/headers/DocumentETag"
                    },
                    "Cache-Control": {
                      "$ref": "#/components/headers/CacheControl"
                    }
                  }
                }
              }
            }
          }
        }
        """#
}
