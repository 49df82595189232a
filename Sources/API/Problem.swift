import HTTPTypes
import Hummingbird
import JSON

/// An error as clients see it: `application/problem+json` (RFC 9457).
struct Problem: Error, Hashable, Sendable {
    var status: HTTPResponse.Status
    /// What is wrong and what to do about it.
    var detail: String
    var errors: [FieldError] = []
    /// When to try again, in seconds.
    var retryAfterSeconds: Int?
    /// What else the answer says in its head.
    var headers: HTTPFields = [:]

    static let mediaType = "application/problem+json"

    func writeErrors(into json: inout JSONWriter) {
        guard !errors.isEmpty else { return }
        json.array("errors") { json in
            for error in errors {
                json.object { json in
                    json.field("pointer", error.pointer)
                    if let column = error.column { json.field("column", column) }
                    json.field("detail", error.detail)
                }
            }
        }
    }

    /// What the answer's body is.
    func body(requestID: String) -> [UInt8] {
        JSONWriter.object { json in
            json.field("type", "about:blank")
            json.field("title", status.reasonPhrase)
            json.field("status", status.code)
            json.field("detail", detail)
            json.field("instance", "urn:carillon:request:\(requestID)")
            writeErrors(into: &json)
        }
    }

    /// The head of the answer, without its length.
    var fields: HTTPFields {
        var headers = headers
        headers[.contentType] = Self.mediaType
        if status == .unauthorized { headers[.wwwAuthenticate] = "Bearer realm=\"carillon\"" }
        if let retryAfterSeconds { headers[.retryAfter] = String(retryAfterSeconds) }
        return headers
    }

    func response(requestID: String) -> Response {
        let body = ByteBuffer(bytes: body(requestID: requestID))
        return Response(status: status, headers: fields, body: ResponseBody(byteBuffer: body))
    }
}

extension Problem {
    /// 400: the request can't be read.
    static func malformed(_ detail: String) -> Problem {
        Problem(status: .badRequest, detail: detail)
    }

    /// 422: the request can be read, and some fields can't be accepted.
    static func invalid(_ errors: [FieldError]) -> Problem {
        Problem(status: .unprocessableContent, detail: "nothing was stored: see the errors", errors: errors)
    }

    /// 503: not now.
    static func unavailable(_ detail: String) -> Problem {
        Problem(status: .serviceUnavailable, detail: detail, retryAfterSeconds: 2)
    }
}
