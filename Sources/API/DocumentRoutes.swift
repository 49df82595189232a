import Cryptography
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /openapi.json`: the document of this API. `GET /docs`: a page that shows it.
struct DocumentRoutes: Sendable {
    func add(to router: Router<APIRequestContext>) {
        let document = StaticDocument(OpenAPIDocument.text, mediaType: OpenAPIDocument.mediaType)
        var page = StaticDocument(DocumentationPage.html, mediaType: DocumentationPage.mediaType)
        page.headers[.contentSecurityPolicy] = DocumentationPage.contentSecurityPolicy
        page.headers[.referrerPolicy] = "no-referrer"
        router.get("/openapi.json") { [document] request, _ in document.answer(to: request) }
        router.get("/docs") { [page] request, _ in page.answer(to: request) }
    }
}

/// A text that is always the same while the process lives.
private struct StaticDocument: Sendable {
    private let body: ByteBuffer
    var headers: HTTPFields

    init(_ text: String, mediaType: String) {
        body = ByteBuffer(string: text)
        let hash = SHA256.hash(text).prefix(16).hexadecimal
        headers = [
            .contentType: mediaType, .cacheControl: "no-cache", .eTag: "\"\(hash)\"", .xContentTypeOptions: "nosniff",
        ]
    }

    /// 304 where the client has it already.
    func answer(to request: Request) -> Response {
        guard let known = request.headers[.ifNoneMatch], matches(known) else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
        var kept = headers
        kept[.contentType] = nil
        return Response(status: .notModified, headers: kept)
    }

    /// Weakly, as If-None-Match is compared (RFC 9110, 13.1.2): a proxy that compresses makes tags weak.
    private func matches(_ known: String) -> Bool {
        known.split(separator: ",").contains { tag in
            var tag = tag.drop { $0 == " " }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            while tag.last == " " { tag.removeLast() }
            return tag == "*" || String(tag) == headers[.eTag]
        }
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
