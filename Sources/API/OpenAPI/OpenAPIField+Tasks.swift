/// The fields of tasks that more than one schema has.
extension OpenAPIField {
    static let timezone = OpenAPIField(
        "timezone", .named("TimeZone"), takesNull: true, default: #""UTC""#,
        """
        Gives a `run_at` without an offset its meaning, and says whose clocks a recurrence follows; null is \
        the same as nothing.
        """)

    static let priority = OpenAPIField(
        "priority", .type("integer", #""minimum": 0, "maximum": 9, "default": 5"#),
        "Which of several tasks that are due runs first: 9 before 0.")

    /// When a task runs, and for how long.
    static let timing = [
        OpenAPIField(
            "run_at", .named("TimeOrLocalTime"),
            """
            When it runs first. Not needed with `in`, or with a `recurrence` that says when by itself. Without \
            an offset only where `timezone` is given. A time in the past means now.
            """),
        OpenAPIField(
            "in", .named("Duration"),
            "In place of `run_at`: how long from now."),
        OpenAPIField(
            "recurrence", .named("Recurrence"), takesNull: true,
            "When it runs again; null is the same as nothing."),
        timezone,
        OpenAPIField(
            "timeout_seconds", .type("integer", #""minimum": 1, "maximum": 600"#), default: "30",
            "How long a run may take."),
    ]

    /// How a task is found, and what goes first.
    static let naming = [
        OpenAPIField("name", .named("TaskName")),
        OpenAPIField("group", .named("GroupName"), default: #""default""#),
        OpenAPIField("tags", .named("Tags")),
        priority,
        OpenAPIField(
            "expires_at", .named("TimeOrLocalTime"),
            """
            Later than `run_at`. A task that has not begun an attempt by then ends `failed` with the code \
            `expired`. Not with `recurrence`.
            """),
    ]

    /// What becomes of the occurrences of a recurrence.
    static let occurrences = [
        OpenAPIField(
            "on_missed", .words(["latest", "all", "skip"]), default: #""latest""#,
            """
            What becomes of occurrences that came due while the scheduler was down or the task paused. `latest`: \
            one run stands for all of them; `all`: each runs, one after another, a second apart at least; \
            `skip`: none runs.
            """),
        OpenAPIField(
            "max_missed", .type("integer", #""minimum": 1, "maximum": 10000"#), default: "100",
            "With `on_missed: all` only: how many are made up for; the oldest beyond them are skipped."),
        OpenAPIField(
            "grace_seconds", .type("integer", #""minimum": 0, "maximum": 604800"#), default: "60",
            "An occurrence that is late by no more than this is not missed."),
        OpenAPIField(
            "overlap", .words(["skip", "queue_one", "allow"]), default: #""skip""#,
            """
            What becomes of an occurrence that comes due while the one before is not over, its retries included. \
            `skip`: it does not run; `queue_one`: the latest of them runs when the one before is over; `allow`: \
            it runs beside it.
            """),
        OpenAPIField(
            "on_failure", .words(["continue", "pause"]), default: #""continue""#,
            """
            What becomes of the recurrence when a run is dead: it goes on, or is paused until somebody resumes \
            the task.
            """),
    ]

    private static let seconds = #"{"type": "number", "minimum": 0, "maximum": 86400}"#

    /// A retry policy.
    static let retries = [
        OpenAPIField(
            "max_attempts", .type("integer", #""minimum": 1, "maximum": 100"#), default: "5",
            """
            How many attempts there are in all. With `schedule_seconds` the default is one more than there are \
            delays.
            """),
        OpenAPIField(
            "backoff", .words(["exponential", "fixed", "linear"]), default: #""exponential""#,
            """
            The delay after attempt n: `exponential`: `initial_seconds` × 2ⁿ⁻¹; `linear`: `initial_seconds` × n; \
            `fixed`: `initial_seconds`.
            """),
        OpenAPIField(
            "initial_seconds", .type("number", #""minimum": 0, "maximum": 86400"#), default: "5",
            "The first delay. Not more than `max_seconds`, where that is given."),
        OpenAPIField(
            "max_seconds", .type("number", #""minimum": 0, "maximum": 86400"#), default: "3600",
            "The longest delay."),
        OpenAPIField(
            "jitter", .words(["none", "full"]), default: #""full""#,
            """
            `full`: a random part of the delay, from none to all of it; `none`: exactly the delay. With \
            `schedule_seconds` the default is `none`.
            """),
        OpenAPIField(
            "schedule_seconds",
            .type("array", #""items": \#(seconds), "minItems": 1, "maxItems": 99"#),
            """
            The delays one by one, in place of `backoff`, `initial_seconds` and `max_seconds`. The last is used \
            for all later attempts.
            """),
        OpenAPIField(
            "max_age_seconds", .type("number", #""minimum": 0, "maximum": 31536000"#), takesNull: true,
            "No attempt is made later than this after the first attempt at the occurrence."),
    ]
}
