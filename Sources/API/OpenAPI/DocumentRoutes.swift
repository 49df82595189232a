import CDocuments
import Cryptography
import Foundation
import HTTPTypes
import Hummingbird
import NIOCore

/// `GET /openapi.json` and `GET /openapi.yaml`: the OpenAPI document. `GET /docs`: a page that shows it.
struct DocumentRoutes: Sendable {
    func add(to router: Router<APIRequestContext>) {
        var page = StaticDocument(DocumentationPage.html, mediaType: DocumentationPage.mediaType)
        page.headers[.contentSecurityPolicy] = DocumentationPage.contentSecurityPolicy
        page.headers[.referrerPolicy] = "no-referrer"
        let documents = [
            "/openapi.json": StaticDocument(OpenAPIDocument.json, mediaType: "application/json"),
            "/openapi.yaml": StaticDocument(OpenAPIDocument.yaml, mediaType: "application/yaml"),
            "/docs": page,
        ]
        for (path, document) in documents {
            router.get("\(path)") { request, _ in document.response(to: request) }
        }
    }
}

/// A text that stays the same while the process runs, with its entity tag.
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

    /// Returns the text, or 304 if the client has it already.
    func response(to request: Request) -> Response {
        guard let known = request.headers[.ifNoneMatch], matches(known) else {
            return Response(status: .ok, headers: headers, body: ResponseBody(byteBuffer: body))
        }
        var kept = headers
        kept[.contentType] = nil
        return Response(status: .notModified, headers: kept)
    }

    /// Compares weakly, as RFC 9110 (13.1.2) requires for If-None-Match: a proxy that compresses makes tags weak.
    private func matches(_ known: String) -> Bool {
        known.split(separator: ",").contains { tag in
            var tag = tag.drop { $0 == " " }
            if tag.hasPrefix("W/") { tag = tag.dropFirst(2) }
            while tag.last == " " { tag.removeLast() }
            return tag == "*" || String(tag) == headers[.eTag]
        }
    }
}

/// The page of `GET /docs`, which reads the OpenAPI document and shows it: the files `page.html`, `page.css` and
/// `page.js` in this folder, embedded at build time and sent as one. It loads nothing from other servers.
enum DocumentationPage {
    static let mediaType = "text/html; charset=utf-8"

    static let style = String(cString: carillon_page_css())
    static let script = String(cString: carillon_page_js())

    static let html = String(cString: carillon_page_html())
        .replacing("{{page.css}}", with: style)
        .replacing("{{page.js}}", with: script)

    /// Allows the page's own script and style, and requests to this API, and nothing else.
    static let contentSecurityPolicy = [
        "default-src 'none'", "connect-src 'self'", "img-src data:", "script-src '\(source(script))'",
        "style-src '\(source(style))'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    /// The hash by which a policy allows a text (Content Security Policy Level 3, 2.3.1).
    private static func source(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(text)).base64EncodedString()
    }
}

extension HTTPField.Name {
    fileprivate static let referrerPolicy = HTTPField.Name("Referrer-Policy")!
}
