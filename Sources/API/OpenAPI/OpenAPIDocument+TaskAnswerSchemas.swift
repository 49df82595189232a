extension OpenAPIDocument {
    /// What is answered to changes of tasks.
    static let taskAnswerSchemas = #"""
        {
          "TaskCreated": \#(message("Task scheduled successfully", id: "task_id")),
          "TaskPut": {
            "type": "object",
            "required": ["message", "task_id"],
            "properties": {
              "message": {
                "type": "string",
                "enum": ["Task replaced successfully", "Task is the same already"]
              },
              "task_id": {"$ref": "#/components/schemas/ID"}
            },
            "additionalProperties": false
          },
          "TaskDeleted": \#(message("Task deleted successfully")),
          "TaskPaused": \#(message("Task paused successfully")),
          "TaskResumed": \#(message("Task resumed successfully")),
          "TaskCancelled": {
            "type": "object",
            "required": ["message", "run_ids"],
            "properties": {
              "message": {
                "type": "string",
                "enum": ["Task cancelled successfully", "The runs under way are told to stop"]
              },
              "run_ids": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/ID"},
                "description": "The runs that are under way. One that succeeds before it hears of this has
                  succeeded."
              }
            },
            "additionalProperties": false
          },
          "RunQueued": \#(message("Run queued successfully", id: "run_id")),
          "TasksDeleted": \#(count("deleted")),
          "GroupPaused": \#(count("paused")),
          "GroupResumed": \#(count("resumed")),
          "TaskBatch": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/NewTask"},
            "minItems": 0,
            "maxItems": 1000,
            "description": "Up to 1,000 tasks, 4 MiB in all."
          },
          "BatchAnswer": {
            "type": "object",
            "required": ["created", "failed", "results"],
            "properties": {
              "created": {"type": "integer", "minimum": 0, "maximum": 1000},
              "failed": {"type": "integer", "minimum": 0, "maximum": 1000},
              "results": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/BatchResult"},
                "minItems": 0,
                "maxItems": 1000,
                "description": "In the order of the request."
              }
            },
            "additionalProperties": false
          },
          "BatchResult": {
            "oneOf": [
              {
                "type": "object",
                "required": ["status", "task_id"],
                "properties": {
                  "status": {"type": "integer", "const": 201},
                  "task_id": {"$ref": "#/components/schemas/ID"}
                },
                "additionalProperties": false
              },
              {
                "type": "object",
                "required": ["status", "detail"],
                "properties": {
                  "status": {
                    "type": "integer",
                    "minimum": 400,
                    "maximum": 599,
                    "description": "What the task would have been answered with alone."
                  },
                  "detail": {"type": "string"},
                  "errors": {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/FieldError"},
                    "minItems": 1,
                    "maxItems": 32,
                    "description": "Pointers begin with the index of the task."
                  }
                },
                "additionalProperties": false
              }
            ]
          }
        }
        """#
}
