import Version

extension OpenAPIDocument {
    /// What the API says about itself.
    static let service: [OpenAPIOperation] = [
        OpenAPIOperation(
            .get, "/healthz", id: "getHealth", tag: "Service", summary: "Whether the API lives",
            isOpen: true,
            answers: OpenAPIAnswer(
                200, "It does.", "Status", example: #"{"status": "ok", "version": "\#(CarillonVersion.text)"}"#)),
        OpenAPIOperation(
            .get, "/readyz", id: "getReadiness", tag: "Service",
            summary: "Whether the API, the broker and the scheduler work together",
            description: "It says nothing about executors.",
            isOpen: true,
            answers: OpenAPIAnswer(200, "They do.", "Status", example: #"{"status": "ok"}"#),
            problems: [500, 503]),
        OpenAPIOperation(
            .get, "/openapi.json", id: "getOpenAPI", tag: "Service", summary: "This document",
            isOpen: true,
            parameters: ["IfNoneMatch"],
            answers: OpenAPIAnswer(
                200, "The document.", headers: ["ETag": "DocumentETag", "Cache-Control": "CacheControl"],
                content: OpenAPIContent(
                    schema: .own(#"{"type": "object", "required": ["openapi", "info", "paths"]}"#))),
            documentIsSame,
            problems: [403]),
        OpenAPIOperation(
            .get, "/docs", id: "getDocs", tag: "Service", summary: "This document, to be read",
            isOpen: true,
            parameters: ["IfNoneMatch"],
            answers: OpenAPIAnswer(
                200, "A page that needs nothing but the document.",
                headers: [
                    "ETag": "DocumentETag", "Cache-Control": "CacheControl",
                    "Content-Security-Policy": .header(
                        "Only the page's own script and style, and requests to the API itself.",
                        #"{"type": "string"}"#),
                ],
                content: OpenAPIContent(mediaType: "text/html", schema: .own(#"{"type": "string"}"#))),
            documentIsSame,
            problems: [403]),
    ]

    private static let documentIsSame = OpenAPIAnswer(
        304, "The document is still the same.", headers: ["ETag": "DocumentETag", "Cache-Control": "CacheControl"],
        content: nil)
}
