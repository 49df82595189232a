extension OpenAPIDocument {
    /// Parameters that several operations have.
    static let parameters: KeyValuePairs<String, OpenAPIPart> = [
        "TaskID": .parameter(
            "task_id", in: .path, "The id of the task.", schema: "ID", example: #""\#(OpenAPISample.taskID)""#),
        "TaskName": .parameter(
            "name", in: .path, "The name of a live task.", schema: "TaskName", example: #""nightly""#),
        "RunID": .parameter(
            "run_id", in: .path, "The id of the run.", schema: "ID", example: #""\#(OpenAPISample.runID)""#),
        "KeyID": .parameter(
            "id", in: .path, "The id of the key.", schema: "ID", example: #""\#(OpenAPISample.taskID)""#),
        "LimitName": .parameter(
            "name", in: .path, "What the limit is for.",
            schema: "LimitName", example: #""host:api.example.com""#),
        "CalendarName": .parameter(
            "name", in: .path, "The name of the calendar.", schema: "CalendarName", example: #""holidays-de""#),
        "Group": .parameter("group", in: .path, "The group.", schema: "GroupName", example: #""billing""#),
        "IdempotencyKey": .parameter(
            "Idempotency-Key", in: .header,
            """
            Makes the request safe to repeat: the same key with the same request within 24 hours gets the first \
            answer again and changes nothing. With another request it is answered with 409.
            """,
            schema: .own(#"{"type": "string", "pattern": "^[!-~]{1,255}$"}"#), example: #""report-2030""#),
        "IfMatch": .parameter(
            "If-Match", in: .header, "The ETag that the task must still have; `*` for any.",
            schema: .own(#"{"type": "string", "pattern": "^(\\*|\"[0-9]+\")$"}"#), example: #""\"3\"""#),
        "IfNoneMatch": .parameter(
            "If-None-Match", in: .header, "An ETag: where the document still has it, the answer is 304.",
            schema: .own(#"{"type": "string"}"#)),
        "Limit": .parameter(
            "limit", "How many at most.",
            schema: .own(#"{"type": "integer", "minimum": 1, "maximum": 1000, "default": 100}"#)),
        "Cursor": .parameter(
            "cursor", "The `next_cursor` of the page before, with the same other parameters.",
            schema: "Cursor"),
        "StatusFilter": .list(
            "status", "One or more, with commas between them.",
            of: "TaskStatus", #""uniqueItems": true"#, example: #"["scheduled", "paused"]"#),
        "ActionFilter": .parameter("action", "Of this action only.", schema: "ActionName"),
        "GroupFilter": .parameter("group", "Of this group only.", schema: "GroupName"),
        "TagFilter": .list(
            "tag", "With all of these tags; commas between them.",
            of: .own(
                #"""
                {"type": "string", "minLength": 1, "maxLength": 64, "pattern": "^[^,\\u0000-\\u001f\\u007f]+$"}
                """#), #""maxItems": 16"#, example: #"["nightly"]"#),
        "NamePrefixFilter": .parameter("name_prefix", "Whose name begins so.", schema: "TaskName"),
        "RunFrom": .parameter("run_from", "Whose `run_at` is then or later.", schema: "Time"),
        "RunTo": .parameter("run_to", "Whose `run_at` is before; later than `run_from`.", schema: "Time"),
        "CreatedFrom": .parameter("created_from", "Made then or later.", schema: "Time"),
        "CreatedTo": .parameter("created_to", "Made before; later than `created_from`.", schema: "Time"),
        "DeadAction": .parameter("action", "Of this action only.", schema: "ActionName"),
        "DeadErrorCode": .parameter(
            "error_code", "With this code of an error only.",
            schema: .own(#"{"type": "string", "minLength": 1, "maxLength": 64}"#), example: #""http_status""#),
        "DeadFrom": .parameter("from", "Died then or later.", schema: "Time"),
        "DeadTo": .parameter("to", "Died before; later than `from`.", schema: "Time"),
    ]
}
