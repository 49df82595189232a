extension OpenAPIDocument {
    /// The operations on recurrences.
    static let recurrences: [OpenAPIOperation] = [
        OpenAPIOperation(
            .post, "/recurrences/preview", id: "previewRecurrence", tag: "Recurrences",
            summary: "Tell the next occurrences of a rule",
            description: "Stores nothing. Scope: `tasks:read`.",
            body: .json(
                "PreviewRequest",
                OpenAPIExample(
                    "cron", "Across a change of the clocks",
                    value: #"""
                        {
                          "recurrence": {"cron": "30 2 * * *"},
                          "timezone": "Europe/Berlin",
                          "run_at": "2026-03-27T02:30:00+01:00",
                          "after": "2026-03-27T12:00:00Z",
                          "limit": 3
                        }
                        """#),
                OpenAPIExample("word", "A word", value: #"{"recurrence": "daily"}"#),
                OpenAPIExample(
                    "rrule", "The last Friday of a month",
                    value: #"""
                        {
                          "recurrence": {"rrule": "FREQ=MONTHLY;BYDAY=-1FR", "count": 12},
                          "run_at": "2030-01-25T09:00:00Z"
                        }
                        """#),
                OpenAPIExample(
                    "calendar", "Mondays at 9, and every quarter of an hour on one day",
                    value: #"""
                        {
                          "recurrence": {
                            "any_of": [
                              {"calendar": {"hour": 9, "day_of_week": ["MON"]}},
                              {
                                "calendar": {
                                  "minute": {"start": 0, "end": 59, "step": 15},
                                  "hour": "9-17",
                                  "day_of_month": 1
                                }
                              }
                            ]
                          }
                        }
                        """#),
                OpenAPIExample(
                    "every", "Every 90 minutes, but not at night",
                    value: #"""
                        {
                          "recurrence": {
                            "every": "PT90M",
                            "except": [{"cron": "* 0-5 * * *"}, {"from": "2030-08-01", "to": "2030-09-01"}]
                          },
                          "in": "PT10M"
                        }
                        """#),
                OpenAPIExample(
                    "at", "A list of times",
                    value: #"""
                        {
                          "recurrence": {"at": ["2030-12-24T18:00:00", "2030-12-31T23:59:00Z"]},
                          "timezone": "Europe/Berlin"
                        }
                        """#)),
            answers: OpenAPIAnswer(
                200, "The occurrences.", "Preview",
                example: #"""
                    {
                      "description": "every day at 02:30 in Europe/Berlin",
                      "occurrences": [
                        {
                          "at": "2026-03-28T01:30:00.000Z",
                          "local": "2026-03-28T02:30:00+01:00",
                          "notes": []
                        },
                        {
                          "at": "2026-03-29T01:00:00.000Z",
                          "local": "2026-03-29T03:00:00+02:00",
                          "notes": ["dst_gap"]
                        }
                      ]
                    }
                    """#),
            problems: [400, 401, 403, 408, 413, 415, 422, 429, 431, 500, 503])
    ]
}
