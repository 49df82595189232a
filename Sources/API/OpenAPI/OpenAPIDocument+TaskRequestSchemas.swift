extension OpenAPIDocument {
    /// Tasks as they come in.
    static let taskRequestSchemas = #"""
        {
          "NewTask": {
            "description": "A task to be scheduled. Unknown fields are refused by name, and so are fields that
              come twice. The fields of missed and overlapping occurrences go with a `recurrence` only, and
              `expires_at` goes without.",
            "type": "object",
            "required": ["action", "payload"],
            "properties": {
              "action": {"$ref": "#/components/schemas/ActionName"},
              "payload": {
                "description": "What the action needs: see WebhookPayload and MessagePayload. For any other
                  action any JSON value, which reaches the executor exactly as it was written."
              },
              \#(OpenAPIField.timing.text(.asked)),
              "retry": {"$ref": "#/components/schemas/RetryPolicy"},
              \#(OpenAPIField.naming.text(.asked)),
              \#(OpenAPIField.occurrences.text(.asked))
            },
            "additionalProperties": false,
            "anyOf": [{"required": ["run_at"]}, {"required": ["in"]}, {"required": ["recurrence"]}],
            "not": {"required": ["run_at", "in"]},
            "dependentRequired": {
              "on_missed": ["recurrence"],
              "max_missed": ["recurrence"],
              "grace_seconds": ["recurrence"],
              "overlap": ["recurrence"],
              "on_failure": ["recurrence"]
            },
            "allOf": [
              {
                "if": {"properties": {"action": {"const": "webhook"}}, "required": ["action"]},
                "then": {"properties": {"payload": {"$ref": "#/components/schemas/WebhookPayload"}}}
              },
              {
                "if": {"properties": {"action": {"const": "message"}}, "required": ["action"]},
                "then": {"properties": {"payload": {"$ref": "#/components/schemas/MessagePayload"}}}
              }
            ]
          },
          "TaskPatch": {
            "description": "A JSON merge patch (RFC 7396) of a task. `payload` and `retry` are merged member
              by member; null removes a member, or puts a field back to its default; `recurrence` and `tags`
              are replaced whole. The result must be a task that could be made so.",
            "type": "object",
            "properties": {
              "payload": {
                "description": "Is merged member by member where both are objects; null members are removed.
                  Anything else takes the place of what was there."
              },
              \#(OpenAPIField.timing.text(.patched)),
              "retry": {"anyOf": [{"$ref": "#/components/schemas/RetryPolicyPatch"}, {"type": "null"}]},
              \#(OpenAPIField.naming.text(.patched)),
              \#(OpenAPIField.occurrences.text(.patched))
            },
            "additionalProperties": false
          }
        }
        """#
}
