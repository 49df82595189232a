/// What most operations have, written once.
extension OpenAPIDocument {
    /// Members of `responses`: the problems that a route can answer with, by their statuses.
    static func problems(_ statuses: Int...) -> String {
        statuses.map { status in
            guard let name = problemNames[status] else { preconditionFailure("no response is described for \(status)") }
            return ##""\##(status)": {"$ref": "#/components/responses/\##(name)"}"##
        }.joined(separator: ", ")
    }

    private static let problemNames = [
        400: "BadRequest", 401: "Unauthorized", 403: "Forbidden", 404: "NotFound", 408: "RequestTimeout",
        409: "Conflict", 412: "PreconditionFailed", 413: "ContentTooLarge", 415: "UnsupportedMediaType",
        422: "UnprocessableContent", 429: "TooManyRequests", 431: "RequestHeaderFieldsTooLarge",
        500: "InternalServerError", 503: "ServiceUnavailable", 507: "InsufficientStorage",
    ]

    /// Members of `headers`: what is left to a key.
    static let rateLimit = #"""
        "RateLimit": {
          "$ref": "#/components/headers/RateLimit"
        },
        "RateLimit-Policy": {
          "$ref": "#/components/headers/RateLimitPolicy"
        }
        """#
}
