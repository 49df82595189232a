extension OpenAPIDocument {
    /// Keys.
    static let keySchemas = #"""
        {
          "Scope": {
            "type": "string",
            "enum": ["tasks:read", "tasks:write", "admin"],
            "description": "`tasks:read`: reads tasks, runs and dead runs. `tasks:write`: the same, and
              changes them. `admin`: everything, keys included."
          },
          "NewKey": {
            "type": "object",
            "required": ["name", "scopes"],
            "properties": {
              "name": {"type": "string", "minLength": 1, "maxLength": 128, "description": "For people."},
              "scopes": \#(scopes),
              "groups": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/GroupName"},
                "minItems": 1,
                "uniqueItems": true,
                "description": "The only groups that the key sees and changes; all where it is left out."
              },
              "expires_at": {
                "$ref": "#/components/schemas/Time",
                "description": "From when on it is refused; never where it is left out."
              }
            },
            "additionalProperties": false
          },
          "KeyCreated": {
            "type": "object",
            "required": ["key", "id", "name", "scopes", "created_at"],
            "properties": {
              "key": {
                "type": "string",
                "pattern": "^ck_.+$",
                "description": "The key itself, shown here only."
              },
              \#(keyMembers)
            },
            "additionalProperties": false
          },
          "Key": {
            "type": "object",
            "required": ["id", "name", "scopes", "created_at"],
            "properties": {
              \#(keyMembers),
              "revoked_at": {"$ref": "#/components/schemas/Instant"},
              "last_used_at": {"$ref": "#/components/schemas/Instant"}
            },
            "additionalProperties": false
          },
          "KeyList": {
            "type": "object",
            "required": ["keys"],
            "properties": {"keys": {"type": "array", "items": {"$ref": "#/components/schemas/Key"}}},
            "additionalProperties": false
          },
          "KeyRevoked": \#(message("Key revoked successfully"))
        }
        """#

    /// What is shown of a key whenever it is.
    private static let keyMembers = #"""
        "id": {"$ref": "#/components/schemas/ID"},
        "name": {"type": "string"},
        "scopes": \#(scopes),
        "groups": {
          "type": "array",
          "items": {"$ref": "#/components/schemas/GroupName"},
          "minItems": 1,
          "description": "The groups that the key sees and changes; all where it is missing."
        },
        "created_at": {"$ref": "#/components/schemas/Instant"},
        "expires_at": {"$ref": "#/components/schemas/Instant"}
        """#

    private static let scopes = #"""
        {
          "type": "array",
          "items": {"$ref": "#/components/schemas/Scope"},
          "minItems": 1,
          "maxItems": 3,
          "uniqueItems": true
        }
        """#
}
