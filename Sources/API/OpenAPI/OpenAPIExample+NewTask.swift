/// New tasks, of which several operations show some.
extension OpenAPIExample {
    static let webhook = OpenAPIExample(
        "webhook", "A webhook, each day from a time on",
        value: #"""
            {
              "action": "webhook",
              "payload": {"url": "https://example.com/notify", "data": {"message": "Hello"}},
              "run_at": "2030-06-10T15:00:00Z",
              "recurrence": "daily"
            }
            """#)

    static let local = OpenAPIExample(
        "local", "A message, each month at a local time",
        value: #"""
            {
              "action": "message",
              "payload": {"channel": "reports.monthly", "body": "the month is over"},
              "run_at": "2030-01-31T09:00:00",
              "timezone": "Europe/Berlin",
              "recurrence": "monthly"
            }
            """#)

    static let cron = OpenAPIExample(
        "cron", "On working days but one",
        value: #"""
            {
              "action": "message",
              "payload": {"channel": "ops.alerts", "body": "good morning"},
              "recurrence": {"cron": "0 9 * * MON-FRI", "except": ["2030-12-24"]},
              "timezone": "Europe/Berlin",
              "name": "good-morning",
              "overlap": "queue_one",
              "on_missed": "all",
              "max_missed": 10
            }
            """#)

    static let retry = OpenAPIExample(
        "retry", "Once, in ten minutes, with few retries",
        value: #"""
            {
              "action": "webhook",
              "payload": {"url": "https://example.com/notify"},
              "in": "PT10M",
              "timeout_seconds": 10,
              "retry": {"max_attempts": 3, "backoff": "fixed", "initial_seconds": 60, "jitter": "none"}
            }
            """#)

    static let own = OpenAPIExample(
        "own", "An action of one's own, in a group and with tags",
        value: #"""
            {
              "action": "thumbnails.make",
              "payload": [1, 2, 3],
              "run_at": "2030-06-10T17:00:00+02:00",
              "group": "billing",
              "tags": ["report", "nightly"],
              "expires_at": "2030-06-10T18:00:00+02:00",
              "retry": {"schedule_seconds": [1, 10, 60], "max_age_seconds": 600}
            }
            """#)
}
