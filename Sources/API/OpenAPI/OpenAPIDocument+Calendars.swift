import JSON

extension OpenAPIDocument {
    private static let calendarExample = #"""
        {
          "name": "holidays-de",
          "entries": ["2026-12-25", {"from": "2026-12-27", "to": "2027-01-02"}],
          "tasks": 12,
          "revision": 3,
          "updated_at": "2026-11-23T20:56:27.002Z"
        }
        """#

    private static let calendarFile =
        "BEGIN:VCALENDAR\r\nVERSION:2.0\r\nBEGIN:VEVENT\r\nUID:1\r\nSUMMARY:Christmas\r\n"
        + "DTSTART;VALUE=DATE:20261225\r\nDTEND;VALUE=DATE:20261227\r\nRRULE:FREQ=YEARLY\r\nEND:VEVENT\r\nEND:VCALENDAR\r\n"

    /// Days and times that recurrences leave out by a name.
    static let calendars: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/calendars", id: "listCalendars", tag: "Calendars", summary: "List calendars",
            description: "By name, without their entries. Scope: `tasks:read`.",
            parameters: ["Limit", "Cursor"],
            answers: OpenAPIAnswer(
                200, "A page of calendars.", "CalendarPage",
                example: #"""
                    {
                      "calendars": [
                        {
                          "name": "holidays-de",
                          "tasks": 12,
                          "revision": 3,
                          "updated_at": "2026-11-23T20:56:27.002Z"
                        }
                      ]
                    }
                    """#),
            problems: [401, 403, 422, 429, 431, 500, 503]),
        OpenAPIOperation(
            .get, "/calendars/{name}", id: "getCalendar", tag: "Calendars", summary: "Get a calendar",
            description: "As it was set. Scope: `tasks:read`.",
            parameters: ["CalendarName"],
            answers: OpenAPIAnswer(
                200, "The calendar.", "CalendarAnswer", example: #"{"calendar": \#(calendarExample)}"#),
            problems: [401, 403, 404, 422, 429, 431, 500, 503]),
        OpenAPIOperation(
            .put, "/calendars/{name}", id: "putCalendar", tag: "Calendars", summary: "Set a calendar",
            description: """
                In place of the one of its name, if there is one. Tasks that use it follow: the next occurrence of \
                each is computed again, soon after the answer. There may be 1,000 calendars. A key that is bound to \
                groups can't set them. Scope: `tasks:write`.
                """,
            parameters: ["CalendarName"],
            body: OpenAPIBody(contents: [
                OpenAPIContent(
                    schema: "NewCalendar",
                    examples: [
                        OpenAPIExample(
                            "days", "Days, and a rule",
                            value: #"""
                                [
                                  "2026-12-25",
                                  {"from": "2026-12-27", "to": "2027-01-02"},
                                  {"rrule": "FREQ=YEARLY;BYMONTH=5;BYMONTHDAY=1"}
                                ]
                                """#),
                        OpenAPIExample("object", "As GET shows it", value: #"{"entries": ["2026-12-25"]}"#),
                    ]),
                OpenAPIContent(
                    mediaType: "text/calendar",
                    schema: .own(#"{"type": "string", "description": "An iCalendar file: its events are left out."}"#),
                    examples: [
                        OpenAPIExample("file", "A file of events", value: JSONWriter.quoted(calendarFile))
                    ]),
            ]),
            answers: OpenAPIAnswer(
                200, "It holds from now on.", "CalendarAnswer",
                example: #"{"calendar": \#(calendarExample)}"#),
            problems: [400, 401, 403, 408, 409, 413, 415, 422, 429, 431, 500, 503, 507]),
        OpenAPIOperation(
            .delete, "/calendars/{name}", id: "deleteCalendar", tag: "Calendars", summary: "Delete a calendar",
            description: """
                409 while live tasks use it: the answer names some of them. A key that is bound to groups can't \
                delete calendars. Scope: `tasks:write`.
                """,
            parameters: ["CalendarName"],
            answers: OpenAPIAnswer(
                200, "It is gone.", "CalendarDeleted",
                example: #"{"message": "Calendar deleted successfully"}"#),
            problems: [401, 403, 404, 409, 422, 429, 431, 500, 503, 507]),
    ]

    /// Calendars, as they are set and as they are shown.
    static let calendarSchemas = #"""
        {
          "CalendarName": {
            "type": "string",
            "pattern": "^[A-Za-z0-9._-]{1,100}$",
            "description": "The name of a calendar."
          },
          "CalendarEntries": {
            "type": "array",
            "items": {"$ref": "#/components/schemas/RecurrenceException"},
            "maxItems": 10000,
            "description": "What is left out, as in `except`, but without the names of other calendars. At most
              16 may be rules, and 1,000 neither days nor from one day to another. A day is a day in the zone of
              the recurrence that uses the calendar. Rules begin with 1970, or with their `starts_at`, which words
              and `every` need."
          },
          "NewCalendar": {
            "oneOf": [
              {"$ref": "#/components/schemas/CalendarEntries"},
              {
                "type": "object",
                "required": ["entries"],
                "properties": {"entries": {"$ref": "#/components/schemas/CalendarEntries"}},
                "additionalProperties": false
              }
            ]
          },
          "CalendarSummary": {
            "type": "object",
            "required": ["name", "tasks", "revision", "updated_at"],
            "properties": {
              "name": {"$ref": "#/components/schemas/CalendarName"},
              "tasks": {"type": "integer", "minimum": 0, "description": "How many live tasks use it."},
              "revision": {
                "type": "integer",
                "minimum": 1,
                "description": "How often it was set to something else."
              },
              "updated_at": {"$ref": "#/components/schemas/Instant", "description": "When it was last set to
                something else."}
            },
            "additionalProperties": false
          },
          "Calendar": {
            "type": "object",
            "description": "It has `entries`, or the `icalendar` file that it was set from.",
            "required": ["name", "tasks", "revision", "updated_at"],
            "properties": {
              "name": {"$ref": "#/components/schemas/CalendarName"},
              "entries": {"$ref": "#/components/schemas/CalendarEntries"},
              "icalendar": {"type": "string", "description": "The text of the file."},
              "tasks": {"type": "integer", "minimum": 0, "description": "How many live tasks use it."},
              "revision": {
                "type": "integer",
                "minimum": 1,
                "description": "How often it was set to something else."
              },
              "updated_at": {"$ref": "#/components/schemas/Instant", "description": "When it was last set to
                something else."}
            },
            "oneOf": [{"required": ["entries"]}, {"required": ["icalendar"]}],
            "additionalProperties": false
          },
          "CalendarAnswer": {
            "type": "object",
            "required": ["calendar"],
            "properties": {"calendar": {"$ref": "#/components/schemas/Calendar"}},
            "additionalProperties": false
          },
          "CalendarPage": {
            "type": "object",
            "required": ["calendars"],
            "properties": {
              "calendars": {"type": "array", "items": {"$ref": "#/components/schemas/CalendarSummary"}},
              "next_cursor": {"$ref": "#/components/schemas/Cursor"}
            },
            "additionalProperties": false
          },
          "CalendarDeleted": \#(message("Calendar deleted successfully"))
        }
        """#
}
