extension OpenAPIProblem {
    /// The problems, by their statuses.
    static let all = [
        OpenAPIProblem(
            400, "Bad Request",
            """
            The body is not JSON of the kind that is expected, or there is one where none is taken; or an id or \
            a name in the path, or a header, is not well formed.
            """,
            detail: "the task_id in the path is not a UUID",
            errors: #"[{"pointer": "task_id", "detail": "must be a UUID, as the API gave it"}]"#),
        OpenAPIProblem(
            401, "Unauthorized", "There is no key, or one that is unknown, expired or revoked.",
            headers: ["WWW-Authenticate": "WWWAuthenticate"],
            detail: "a key is needed: send Authorization: Bearer <key>"),
        OpenAPIProblem(
            403, "Forbidden",
            """
            The scope of the key does not suffice, or its groups do not include that of the task. Or, while no key \
            is needed, the request may come from a web page of another origin.
            """,
            detail: "the scope tasks:write is needed"),
        OpenAPIProblem(
            404, "Not Found",
            "There is no such task, run, key, limit or calendar, or it is of a group that the key does not see.",
            detail: "there is no task 01a20a30-f7b0-7dd1-97e8-1adbb7ab78c9"),
        OpenAPIProblem(
            408, "Request Timeout", "The body took too long to arrive. The connection is closed.",
            isCounted: false,
            detail: "the body did not arrive in time"),
        OpenAPIProblem(
            409, "Conflict",
            """
            What is there stands against it: the name is taken, the Idempotency-Key came with another request, the \
            task has ended or has nothing to cancel, the run is not dead, or belongs to no task, a calendar is in \
            use, a backfill is under way, or there are as many limits or calendars as may be.
            """,
            detail: "another task has this name",
            errors: #"""
                [
                  {
                    "pointer": "/name",
                    "detail": "is the name of a live task: choose another, or use PUT /tasks/by-name"
                  }
                ]
                """#),
        OpenAPIProblem(
            412, "Precondition Failed", "The task has another revision than If-Match says.",
            detail: "the task has been changed since: its revision is 4"),
        OpenAPIProblem(
            413, "Content Too Large", "The body is too large: more than 256 KiB, or 4 MiB for a batch.",
            detail: "the body is larger than 262144 bytes"),
        OpenAPIProblem(
            415, "Unsupported Media Type",
            """
            Content-Type is missing, or something other than what is taken; application/…+json is taken, too. Or \
            the body is compressed: Accept-Encoding says then that it must not be.
            """,
            detail: "the body must be JSON: send Content-Type: application/json"),
        OpenAPIProblem(
            417, "Expectation Failed", "The header Expect is something other than 100-continue.",
            detail: "the header Expect can only be 100-continue",
            errors: #"[{"pointer": "Expect", "detail": "must be 100-continue, or left out"}]"#),
        OpenAPIProblem(
            422, "Unprocessable Content",
            """
            The body or the query can be read, but something in it can't be accepted. Nothing is stored then.
            """,
            detail: "nothing was stored: see the errors",
            errors: #"[{"pointer": "/run_at", "detail": "has no offset; add Z or +hh:mm, or give \"timezone\""}]"#),
        OpenAPIProblem(
            429, "Too Many Requests", "The key has used up its limit.",
            headers: ["Retry-After": "RetryAfter"],
            detail: "this key may send 100 requests a second"),
        OpenAPIProblem(
            431, "Request Header Fields Too Large",
            "The head of the request is too large. The connection is closed.",
            isCounted: false,
            detail: """
                the head of the request is too large: at most 100 fields, 16384 bytes each, 32768 bytes together
                """),
        OpenAPIProblem(
            500, "Internal Server Error", "A fault of the API's or the scheduler's own; the log says why.",
            detail: "the request failed; the log of the API says why"),
        OpenAPIProblem(
            503, "Service Unavailable",
            """
            The broker or the scheduler can't be reached or can't keep up, or the database can't be written. The \
            request is not applied later.
            """,
            headers: ["Retry-After": "RetryAfter"],
            detail: "the scheduler did not answer in time"),
        OpenAPIProblem(
            507, "Insufficient Storage", "The scheduler's disk is full; nothing was changed, and reading goes on.",
            headers: ["Retry-After": "RetryAfter"],
            detail: "the disk of the scheduler is full"),
    ]
}
