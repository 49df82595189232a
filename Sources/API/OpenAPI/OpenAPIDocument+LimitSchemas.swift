extension OpenAPIDocument {
    /// Limits, as they are set and as they are shown.
    static let limitSchemas = #"""
        {
          "LimitName": {
            "type": "string",
            "pattern": "^(group:\#(OpenAPIPattern.group)|host:\#(OpenAPIPattern.host))$",
            "description": "`group:<group>`: runs of all actions of the tasks of a group. `host:<host>`:
              webhooks to a host, on any port. `host:<host>:<port>`: those to this port, where it is not that
              of the URL's scheme."
          },
          "NewLimit": {
            "type": "object",
            "properties": {
              "max_concurrent": {
                "type": ["integer", "null"],
                "minimum": 1,
                "maximum": 100000,
                "description": "How many runs may be published without a result; any number where it is null
                  or left out."
              },
              "per_second": {
                "type": ["number", "null"],
                "minimum": 0.001,
                "maximum": 10000,
                "description": "How many runs may be published in any one second, evenly spread; any number
                  where it is null or left out."
              }
            },
            "anyOf": [
              {"properties": {"max_concurrent": {"type": "integer"}}, "required": ["max_concurrent"]},
              {"properties": {"per_second": {"type": "number"}}, "required": ["per_second"]}
            ],
            "additionalProperties": false,
            "description": "At least one of the two."
          },
          "Limit": {
            "description": "A limit, and what it holds back. Without `max_concurrent` and `per_second`: a host
              that is slowed, or waits for its fair share, for which nothing was set.",
            "type": "object",
            "required": ["name", "outstanding"],
            "properties": {
              "name": {"$ref": "#/components/schemas/LimitName"},
              "max_concurrent": {"type": "integer", "minimum": 1, "maximum": 100000},
              "per_second": {"type": "number", "minimum": 0.001, "maximum": 10000},
              "updated_at": {"$ref": "#/components/schemas/Instant", "description": "When it was set."},
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
                "description": "The host answered 429, 503 or 504, or not in time, and gets less for a while.",
                "required": ["until", "max_concurrent"],
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
              },
              "fair_share": {
                "type": "object",
                "description": "The host has as many runs under way as it may while others need the executors:
                  `outstanding` of so many slots. The rest of what is due waits.",
                "required": ["slots"],
                "properties": {
                  "slots": {
                    "type": "integer",
                    "minimum": 1,
                    "description": "How many webhooks all executors perform at once."
                  }
                },
                "additionalProperties": false
              }
            },
            "additionalProperties": false
          },
          "LimitAnswer": {
            "type": "object",
            "required": ["limit"],
            "properties": {"limit": {"$ref": "#/components/schemas/Limit"}},
            "additionalProperties": false
          },
          "LimitList": {
            "type": "object",
            "required": ["limits"],
            "properties": {"limits": {"type": "array", "items": {"$ref": "#/components/schemas/Limit"}}},
            "additionalProperties": false
          },
          "LimitDeleted": \#(message("Limit deleted successfully"))
        }
        """#
}
