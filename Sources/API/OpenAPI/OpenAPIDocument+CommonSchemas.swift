extension OpenAPIDocument {
    /// What several others are made of, and problems.
    static let commonSchemas = #"""
        {
          "ID": {
            "type": "string",
            "format": "uuid",
            "pattern": "^[0-9a-fA-F]{8}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{4}-[0-9a-fA-F]{12}$",
            "description": "A UUID as the API gave it. New ones are of version 7: they sort by the time at
              which they were made."
          },
          "Instant": {
            "type": "string",
            "pattern": "^\#(OpenAPIPattern.instant)$",
            "examples": ["2030-06-10T15:00:00.000Z"],
            "description": "A time in UTC with milliseconds."
          },
          "Time": {
            "type": "string",
            "format": "date-time",
            "pattern": "^\#(OpenAPIPattern.time)$",
            "description": "RFC 3339 with an offset, such as 2030-06-10T17:00:00+02:00. Milliseconds are kept,
              finer digits dropped."
          },
          "TimeOrLocalTime": {
            "type": "string",
            "pattern": "^\#(OpenAPIPattern.timeOrLocalTime)$",
            "description": "RFC 3339 with an offset; or local time without one, where `timezone` says whose
              clocks count."
          },
          "ActionName": {
            "type": "string",
            "pattern": "^[A-Za-z0-9._-]{1,64}$",
            "description": "The name of a kind of work. Nobody needs to serve it yet."
          },
          "TaskName": {
            "type": "string",
            "pattern": "^\#(OpenAPIPattern.name)$",
            "description": "A name of the client's choice, of letters, marks and digits of any language, `.`,
              `_`, `-` and `:`, composed (NFC): no two live tasks (not `completed`, not `failed`)
              have the same."
          },
          "GroupName": {
            "type": "string",
            "pattern": "^\#(OpenAPIPattern.group)$",
            "description": "A namespace of tasks, which keys can be bound to: letters, marks and digits of any
              language, none of them upper-case, `.`, `_` and `-`, composed (NFC)."
          },
          "Tags": {
            "type": "array",
            "items": {
              "type": "string",
              "minLength": 1,
              "maxLength": 64,
              "pattern": "^[^\\u0000-\\u001f\\u007f]+$"
            },
            "minItems": 0,
            "maxItems": 16,
            "uniqueItems": true,
            "description": "Different strings of 1 to 64 characters, without control characters, composed (NFC)."
          },
          "TaskStatus": {
            "type": "string",
            "enum": ["scheduled", "running", "completed", "failed", "paused"],
            "description": "`scheduled`: waits for its time, for room in the window or in a limit, for the
              action's queue, or for its next attempt. `running`: a run is published, or about to be, and has
              no result yet. `completed`: succeeded, or the recurrence has ended. `failed`: the last attempt
              failed, or was rejected, or the task was cancelled. `paused`: waits to be resumed."
          },
          "TimeZone": {
            "type": "string",
            "minLength": 1,
            "description": "An IANA name such as Europe/Berlin, or UTC; or what Windows calls it, such as W.
              Europe Standard Time, which is kept as its IANA name. Abbreviations such as CET and offsets such
              as +02:00 are refused."
          },
          "Duration": {
            "type": "string",
            "pattern": "^\#(OpenAPIPattern.duration)$",
            "description": "An ISO 8601 duration longer than nothing, such as PT10M or P1M. Its last part may
              have a fraction, unless it is of years or months."
          },
          "Cursor": {
            "type": "string",
            "minLength": 1,
            "description": "The `next_cursor` of the page before. What is in it may change from release to
              release."
          },
          "Problem": {
            "description": "RFC 9457.",
            "type": "object",
            "required": ["type", "title", "status", "detail", "instance"],
            "properties": {
              "type": {
                "type": "string",
                "const": "about:blank",
                "description": "No problem has a type of its own: `status` says which it is."
              },
              "title": {"type": "string", "description": "The phrase of the status."},
              "status": {"type": "integer", "minimum": 400, "maximum": 599},
              "detail": {"type": "string", "description": "What is wrong, and what to do about it."},
              "instance": {
                "type": "string",
                "pattern": "^urn:carillon:request:.+$",
                "description": "Ends with the `request_id` of the line that the API logs for a 5xx."
              },
              "errors": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/FieldError"},
                "minItems": 1,
                "description": "Where fields are at fault; those of a body at most 32."
              }
            },
            "additionalProperties": false
          },
          "FieldError": {
            "type": "object",
            "required": ["pointer", "detail"],
            "properties": {
              "pointer": {
                "type": "string",
                "description": "A JSON pointer (RFC 6901) into the body; or the name of a parameter or
                  header."
              },
              "column": {
                "type": "integer",
                "minimum": 1,
                "description": "Where in the text of a rule, from 1."
              },
              "detail": {"type": "string", "description": "What is wrong and what was expected."}
            },
            "additionalProperties": false
          },
          "Status": {
            "type": "object",
            "required": ["status"],
            "properties": {
              "status": {"type": "string", "const": "ok"},
              "version": {"type": "string", "description": "Of the API; only in /healthz."}
            },
            "additionalProperties": false
          }
        }
        """#
}
