extension OpenAPIDocument {
    /// Parameters that several operations have.
    static let parameters = #"""
        {
          "TaskID": {
            "name": "task_id",
            "in": "path",
            "description": "The id of the task.",
            "required": true,
            "example": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
            "schema": {
              "$ref": "#/components/schemas/ID"
            }
          },
          "TaskName": {
            "name": "name",
            "in": "path",
            "description": "The name of a live task.",
            "required": true,
            "example": "nightly",
            "schema": {
              "$ref": "#/components/schemas/TaskName"
            }
          },
          "RunID": {
            "name": "run_id",
            "in": "path",
            "description": "The id of the run.",
            "required": true,
            "example": "01a20a32-208b-7dd1-97e8-1adbb7ab78c9",
            "schema": {
              "$ref": "#/components/schemas/ID"
            }
          },
          "KeyID": {
            "name": "id",
            "in": "path",
            "description": "The id of the key.",
            "required": true,
            "example": "01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9",
            "schema": {
              "$ref": "#/components/schemas/ID"
            }
          },
          "LimitName": {
            "name": "name",
            "in": "path",
            "description": "What the limit is for.",
            "required": true,
            "example": "host:api.example.com",
            "schema": {
              "$ref": "#/components/schemas/LimitName"
            }
          },
          "Group": {
            "name": "group",
            "in": "path",
            "description": "The group.",
            "required": true,
            "example": "billing",
            "schema": {
              "$ref": "#/components/schemas/GroupName"
            }
          },
          "IdempotencyKey": {
            "name": "Idempotency-Key",
            "in": "header",
            "description": "Makes the request safe to repeat: the same key with the same body within 24 hours gets the first answer again and makes no second task. With another body it is answered with 409.",
            "example": "report-2030",
            "schema": {
              "type": "string",
              "pattern": "^[!-~]{1,255}$"
            }
          },
          "IfMatch": {
            "name": "If-Match",
            "in": "header",
            "description": "The ETag that the task must still have; `*` for any.",
            "example": "\"3\"",
            "schema": {
              "type": "string",
              "pattern": "^(\\*|\"[0-9]+\")$"
            }
          },
          "IfNoneMatch": {
            "name": "If-None-Match",
            "in": "header",
            "description": "An ETag: where the document still has it, the answer is 304.",
            "schema": {
              "type": "string"
            }
          },
          "Limit": {
            "name": "limit",
            "in": "query",
            "description": "How many at most.",
            "schema": {
              "type": "integer",
              "minimum": 1,
              "maximum": 1000,
              "default": 100
            }
          },
          "Cursor": {
            "name": "cursor",
            "in": "query",
            "description": "The `next_cursor` of the page before, with the same other parameters.",
            "schema": {
              "$ref": "#/components/schemas/Cursor"
            }
          },
          "StatusFilter": {
            "name": "status",
            "in": "query",
            "description": "One or more, with commas between them.",
            "style": "form",
            "explode": false,
            "example": [
              "scheduled",
              "paused"
            ],
            "schema": {
              "type": "array",
              "items": {
                "$ref": "#/components/schemas/TaskStatus"
              },
              "minItems": 1,
              "uniqueItems": true
            }
          },
          "ActionFilter": {
            "name": "action",
            "in": "query",
            "description": "Of this action only.",
            "schema": {
              "$ref": "#/components/schemas/ActionName"
            }
          },
          "GroupFilter": {
            "name": "group",
            "in": "query",
            "description": "Of this group only.",
            "schema": {
              "$ref": "#/components/schemas/GroupName"
            }
          },
          "TagFilter": {
            "name": "tag",
            "in": "query",
            "description": "With all of these tags; commas between them.",
            "style": "form",
            "explode": false,
            "example": [
              "nightly"
            ],
            "schema": {
              "type": "array",
              "items": {
                "type": "string",
                "minLength": 1,
                "maxLength": 64,
                "pattern": "^[^,\\u0000-\\u001f\\u007f]+$"
              },
              "minItems": 1,
              "maxItems": 16
            }
          },
          "NamePrefixFilter": {
            "name": "name_prefix",
            "in": "query",
            "description": "Whose name begins so.",
            "schema": {
              "$ref": "#/components/schemas/TaskName"
            }
          },
          "RunFrom": {
            "name": "run_from",
            "in": "query",
            "description": "Whose `run_at` is then or later.",
            "schema": {
              "$ref": "#/components/schemas/Time"
            }
          },
          "RunTo": {
            "name": "run_to",
            "in": "query",
            "description": "Whose `run_at` is before; later than `run_from`.",
            "schema": {
              "$ref": "#/components/schemas/Time"
            }
          },
          "CreatedFrom": {
            "name": "created_from",
            "in": "query",
            "description": "Made then or later.",
            "schema": {
              "$ref": "#/components/schemas/Time"
            }
          },
          "CreatedTo": {
            "name": "created_to",
            "in": "query",
            "description": "Made before; later than `created_from`.",
            "schema": {
              "$ref": "#/components/schemas/Time"
            }
          },
          "DeadAction": {
            "name": "action",
            "in": "query",
            "description": "Of this action only.",
            "schema": {
              "$ref": "#/components/schemas/ActionName"
            }
          },
          "DeadErrorCode": {
            "name": "error_code",
            "in": "query",
            "description": "With this code of an error only.",
            "example": "http_status",
            "schema": {
              "type": "string",
              "minLength": 1,
              "maxLength": 64
            }
          },
          "DeadFrom": {
            "name": "from",
            "in": "query",
            "description": "Died then or later.",
            "schema": {
              "$ref": "#/components/schemas/Time"
            }
          },
          "DeadTo": {
            "name": "to",
            "in": "query",
            "description": "Died before; later than `from`.",
            "schema": {
              "$ref": "#/components/schemas/Time"
            }
          }
        }
        """#
}
