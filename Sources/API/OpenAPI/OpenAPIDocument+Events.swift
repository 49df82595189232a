import JSON

extension OpenAPIDocument {
    /// What happens, while it happens.
    static let events: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/events", id: "streamEvents", tag: "Events", summary: "Follow what happens",
            description: """
                Server-sent events, for as long as the connection lasts. Each has a number (`id`), the next one more \
                than the last, counting those of all tasks. Without `Last-Event-ID` or `after` it begins with what \
                happens from now on; with one of them after that event, as far back as events are kept. Those that \
                are not kept any more are told by an event `gap`. Comments tell that the stream is `open`, that it \
                is `up to date` with what had happened when it was opened, and, every 15 seconds of silence, that it \
                lives. It ends when the key or the token does. Scope: `tasks:read`; a key with groups gets the \
                events of their tasks.
                """,
            parameters: [
                .parameter(
                    "Last-Event-ID", in: .header,
                    """
                    The number of the last event that the client has had; browsers send it by themselves. It \
                    counts before `after`.
                    """,
                    schema: "EventNumber", example: "1041"),
                .parameter(
                    "after", "The same for the first request; 0 for all that is kept.",
                    schema: "EventNumber", example: "1041"),
                .list(
                    "group", "Of tasks in these groups only; commas between them.",
                    of: "GroupName", #""maxItems": 100"#, example: #"["billing"]"#),
                .list(
                    "action", "Of these actions only; commas between them.",
                    of: "ActionName", #""maxItems": 100"#, example: #"["webhook"]"#),
                .list("task_id", "Of these tasks only; commas between them.", of: "ID", #""maxItems": 100"#),
                .list(
                    "type", "Of these types only; commas between them.",
                    of: "EventType", #""maxItems": 100"#, example: #"["run.finished", "task.failed"]"#),
            ],
            answers: OpenAPIAnswer(
                200, "The stream. The `data` of each event is an Event, or an EventGap where its type is `gap`.",
                headers: [
                    "Cache-Control": .header(
                        "Not to be kept or changed on the way.",
                        #"{"type": "string", "const": "no-cache, no-transform"}"#),
                    "X-Accel-Buffering": .header(
                        "Tells proxies to hand on what comes as it comes.", #"{"type": "string", "const": "no"}"#),
                ],
                content: OpenAPIContent(
                    mediaType: "text/event-stream",
                    schema: .own(
                        #"""
                        {
                          "type": "string",
                          "contentMediaType": "text/event-stream",
                          "contentSchema": {
                            "anyOf": [
                              {"$ref": "#/components/schemas/Event"},
                              {"$ref": "#/components/schemas/EventGap"}
                            ]
                          }
                        }
                        """#),
                    example: JSONWriter.quoted(stream))),
            problems: [400, 401, 403, 422, 429, 431, 500, 503])
    ]

    private static let stream = #"""
        retry: 1000
        : open

        id: 1042
        event: run.finished
        data: {"id":1042,"type":"run.finished","at":"2030-06-10T15:00:00.131Z",\#
        "task_id":"\#(OpenAPISample.taskID)","action":"webhook","group":"default",\#
        "run_id":"\#(OpenAPISample.runID)","scheduled_for":"2030-06-10T15:00:00.000Z",\#
        "attempt":1,"state":"succeeded"}

        : up to date
        id: 1042


        """#
}
