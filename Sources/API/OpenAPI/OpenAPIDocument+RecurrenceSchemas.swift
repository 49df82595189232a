extension OpenAPIDocument {
    /// Recurrences.
    static let recurrenceSchemas = #"""
        {
          "RecurrenceWord": {
            "type": "string",
            "enum": ["hourly", "daily", "weekly", "monthly", "yearly", "weekdays"],
            "description": "Repeats the time of `run_at`. `weekdays` is Monday to Friday."
          },
          "EventBridgeExpression": {
            "type": "string",
            "pattern": "^([Cc][Rr][Oo][Nn]|[Rr][Aa][Tt][Ee]|[Aa][Tt])[(].*[)]$",
            "examples": ["cron(0 10 * * ? *)", "rate(5 minutes)", "at(2026-12-24T18:00:00)"],
            "description": "As Amazon EventBridge writes and means it. Short for `{\"cron\": …}` with the same
              text, which is how it is answered."
          },
          "Recurrence": {
            "description": "When a task runs again: a word, one of EventBridge's expressions, or an object with
              exactly one form and, beside it, options. Rules are nested at most 3 deep.",
            "oneOf": [
              {"$ref": "#/components/schemas/RecurrenceWord"},
              {"$ref": "#/components/schemas/EventBridgeExpression"},
              {"$ref": "#/components/schemas/RecurrenceRule"}
            ]
          },
          "RecurrenceRule": {
            "description": "A rule that never occurs is refused, and so is one whose occurrences take too long
              to find. Where more than one form is given, put them into `any_of`.",
            "type": "object",
            "properties": {
              "word": {"$ref": "#/components/schemas/RecurrenceWord"},
              "cron": {
                "type": "string",
                "minLength": 1,
                "examples": ["0 9 * * MON-FRI"],
                "description": "Five fields (minute, hour, day of month, month, day of week), six with seconds
                  first, or seven with the year last; or @hourly, @daily, @midnight, @weekly, @monthly, @yearly,
                  @annually, or @every with a duration such as 5m. Lists, ranges, steps, names, `L`, `W`, `#`,
                  `H` and `~` are understood, a zone before the rest (CRON_TZ=Europe/Berlin), and EventBridge's
                  cron(…), rate(…) and at(…)."
              },
              "day_match": {
                "type": "string",
                "enum": ["or", "and"],
                "default": "or",
                "description": "Only beside `cron`: whether a day must match one of two restricted day fields,
                  or both."
              },
              "every": {
                "$ref": "#/components/schemas/Duration",
                "description": "Weeks to seconds are elapsed time from the anchor; with years or months it is
                  calendar time."
              },
              "rrule": {
                "type": "string",
                "minLength": 1,
                "examples": ["FREQ=MONTHLY;BYDAY=-1FR"],
                "description": "A recurrence rule of RFC 5545, with SKIP and RSCALE=GREGORIAN of RFC 7529; or the
                  lines of an iCalendar file that begin with DTSTART, RRULE, RDATE, EXDATE and EXRULE."
              },
              "systemd": {
                "type": "string",
                "minLength": 1,
                "examples": ["Mon..Fri *-*-* 09:00:00 Europe/Berlin"],
                "description": "A calendar event of systemd.time(7), as `OnCalendar=` has it."
              },
              "calendar": {"$ref": "#/components/schemas/CalendarForm"},
              "at": {
                "type": "array",
                "items": {
                  "type": "string",
                  "pattern": "^\#(OpenAPIPattern.timeOrLocalTime)$",
                  "description": "RFC 3339 with an offset, or local time without one."
                },
                "minItems": 1,
                "maxItems": 1000,
                "description": "A list of times."
              },
              "any_of": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/Recurrence"},
                "minItems": 1,
                "maxItems": 16,
                "description": "Whatever one of these rules says; what coincides occurs once."
              },
              "timezone": {
                "$ref": "#/components/schemas/TimeZone",
                "description": "Whose clocks count; that of the task where it is left out."
              },
              "starts_at": {
                "type": "string",
                "pattern": "^\#(OpenAPIPattern.timeOrLocalTime)$",
                "description": "Nothing occurs before."
              },
              "until": {
                "type": "string",
                "pattern": "^\#(OpenAPIPattern.dayOrTime)$",
                "description": "Nothing occurs after. A day counts to its end."
              },
              "count": {
                "type": "integer",
                "minimum": 1,
                "maximum": 10000,
                "description": "How many occurrences take place in all, counted from where it begins and without
                  those left out. If it takes too long to count so far, the rule is refused."
              },
              "jitter_seconds": {
                "type": "integer",
                "minimum": 0,
                "maximum": 86400,
                "default": 0,
                "description": "Delays each occurrence by less than this, and never past the next one. The
                  delay looks random and is stable."
              },
              "dst_gap": {
                "type": "string",
                "enum": ["forward", "skip", "shift"],
                "description": "What becomes of a local time that the clocks skip: the first instant after the
                  gap; nothing; or as much later as the gap is long. By default the first, but nothing for what is due
                  in every hour if whole hours are skipped."
              },
              "dst_overlap": {
                "type": "string",
                "enum": ["first", "second", "both"],
                "description": "Which of a local time that comes twice counts. By default a fixed time runs the
                  first time, and what goes on (each minute, each hour, a range or a step of hours) both times."
              },
              "month_end": {
                "type": "string",
                "enum": ["clamp", "skip"],
                "description": "What becomes of a day that a month does not have: its last day, or nothing.
                  Only for words, `every` and `rrule`; the default is `skip` for `rrule` and `clamp` for the
                  others."
              },
              "except": {
                "type": "array",
                "items": {"$ref": "#/components/schemas/RecurrenceException"},
                "minItems": 1,
                "maxItems": 1000,
                "description": "What is left out. At most 16 of them may be rules."
              },
              "shift": {
                "type": "string",
                "enum": ["next_working_day", "previous_working_day"],
                "description": "Moves an occurrence that falls on a day that is not a working day to the next or
                  the previous one, at the same local time. Those that coincide run once. Only for rules of fixed
                  times; with `any_of` it holds for each of its rules that has none of its own."
              },
              "working_days": {"$ref": "#/components/schemas/WorkingDays"}
            },
            "additionalProperties": false,
            "oneOf": [
              {"required": ["word"]},
              {"required": ["cron"]},
              {"required": ["every"]},
              {"required": ["rrule"]},
              {"required": ["systemd"]},
              {"required": ["calendar"]},
              {"required": ["at"]},
              {"required": ["any_of"]}
            ],
            "dependentRequired": {"day_match": ["cron"], "working_days": ["shift"]}
          },
          "WorkingDays": {
            "description": "Which days are working days: those that are neither weekend nor covered as a whole by a
              calendar, whose changes the task follows.",
            "type": "object",
            "properties": {
              "weekend": {
                "type": "array",
                "items": {
                  "type": "string",
                  "pattern": "^\#(OpenAPIPattern.dayOfWeek)$",
                  "description": "A day of the week, such as SAT or Saturday."
                },
                "minItems": 0,
                "default": ["SAT", "SUN"],
                "description": "An empty list means that there is none. At least one day must be left."
              },
              "calendar": {
                "oneOf": [
                  {"$ref": "#/components/schemas/CalendarName"},
                  {
                    "type": "array",
                    "items": {"$ref": "#/components/schemas/CalendarName"},
                    "minItems": 1,
                    "maxItems": 16
                  }
                ]
              }
            },
            "additionalProperties": false
          },
          "RecurrenceException": {
            "description": "A day; a time; what occurs from `from` on and before `to`; a calendar by its name,
              whose changes the task follows; or a rule: the days on
              which a word or a rule of days occurs, the minutes that a cron rule matches, the very instants
              of any other rule.",
            "oneOf": [
              {"$ref": "#/components/schemas/RecurrenceWord"},
              \#(dayOrTime),
              {
                "type": "object",
                "required": ["from", "to"],
                "properties": {"from": \#(dayOrTime), "to": \#(dayOrTime)},
                "additionalProperties": false
              },
              {
                "type": "object",
                "required": ["calendar"],
                "properties": {"calendar": {"$ref": "#/components/schemas/CalendarName"}},
                "additionalProperties": false
              },
              {"$ref": "#/components/schemas/RecurrenceRule"}
            ]
          },
          "CalendarForm": {
            "description": "The readable form of cron. A field of the time of day that is left out is 0; any
              other may have every value.",
            "type": "object",
            "properties": {
              "second": {"$ref": "#/components/schemas/CalendarField"},
              "minute": {"$ref": "#/components/schemas/CalendarField"},
              "hour": {"$ref": "#/components/schemas/CalendarField"},
              "day_of_month": {"$ref": "#/components/schemas/CalendarField"},
              "month": {"$ref": "#/components/schemas/CalendarField"},
              "year": {"$ref": "#/components/schemas/CalendarField"},
              "day_of_week": {"$ref": "#/components/schemas/CalendarField"}
            },
            "additionalProperties": false,
            "minProperties": 1
          },
          "CalendarField": {
            "description": "A number, a text in cron's manner such as `MON-FRI`, a range, or a list of
              these.",
            "oneOf": [
              {"$ref": "#/components/schemas/CalendarElement"},
              {
                "type": "array",
                "items": {"$ref": "#/components/schemas/CalendarElement"},
                "minItems": 1,
                "maxItems": 100
              }
            ]
          },
          "CalendarElement": {
            "oneOf": [
              {"type": "integer", "minimum": 0, "maximum": 9999},
              {"type": "string", "minLength": 1},
              {
                "type": "object",
                "required": ["start"],
                "properties": {
                  "start": {"$ref": "#/components/schemas/CalendarBound"},
                  "end": {"$ref": "#/components/schemas/CalendarBound"},
                  "step": {"$ref": "#/components/schemas/CalendarBound"}
                },
                "additionalProperties": false
              }
            ]
          },
          "CalendarBound": {
            "oneOf": [{"type": "integer", "minimum": 0, "maximum": 9999}, {"type": "string", "minLength": 1}]
          }
        }
        """#

    private static let dayOrTime = #"""
        {
          "type": "string",
          "pattern": "^\#(OpenAPIPattern.dayOrTime)$",
          "description": "A day, or a time with or without an offset."
        }
        """#
}
