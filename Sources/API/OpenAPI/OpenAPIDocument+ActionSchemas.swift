extension OpenAPIDocument {
    /// What work there is, and who does it.
    static let actionSchemas = #"""
        {
          "ActionList": {
            "type": "object",
            "required": ["actions"],
            "properties": {"actions": {"type": "array", "items": {"$ref": "#/components/schemas/Action"}}},
            "additionalProperties": false
          },
          "Action": {
            "description": "A kind of work.",
            "type": "object",
            "required": ["action", "queue", "outstanding", "last_minute"],
            "properties": {
              "action": {"$ref": "#/components/schemas/ActionName"},
              "queue": {
                "type": "string",
                "enum": ["found", "missing", "unknown"],
                "description": "`found`: an executor has declared it; `missing`: none has, and due runs wait;
                  `unknown`: the broker did not say."
              },
              "ready": {
                "type": "integer",
                "minimum": 0,
                "description": "Runs in the queue that no executor has taken; where the queue was found."
              },
              "consumers": {
                "type": "integer",
                "minimum": 0,
                "description": "How many consume the queue; where it was found."
              },
              "outstanding": {
                "type": "integer",
                "minimum": 0,
                "description": "Runs that are published, or about to be, and have no result."
              },
              "next_due_at": {
                "$ref": "#/components/schemas/Instant",
                "description": "When the first of what is not claimed is due; where anything is."
              },
              "last_minute": {
                "type": "object",
                "description": "How many runs were claimed, succeeded and failed in the last minute, since the
                  start of the scheduler.",
                "required": ["claimed", "succeeded", "failed"],
                "properties": {
                  "claimed": {"type": "integer", "minimum": 0},
                  "succeeded": {"type": "integer", "minimum": 0},
                  "failed": {"type": "integer", "minimum": 0}
                },
                "additionalProperties": false
              }
            },
            "additionalProperties": false
          }
        }
        """#
}
