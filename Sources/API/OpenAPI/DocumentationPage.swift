import Cryptography
import Foundation

/// The page of `GET /docs`: it reads the document and shows it. It needs nothing from anywhere else.
enum DocumentationPage {
    static let mediaType = "text/html; charset=utf-8"

    /// Only this page's own script and style run, and only this API is asked.
    static let contentSecurityPolicy = [
        "default-src 'none'", "connect-src 'self'", "img-src data:", "script-src '\(source(script))'",
        "style-src '\(source(style))'",
        "base-uri 'none'", "form-action 'none'", "frame-ancestors 'none'",
    ].joined(separator: "; ")

    static let html = """
        <!DOCTYPE html>
        <html lang="en">
        <head>
        <meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>Carillon API</title>
        <link rel="icon" href="data:,">
        <style>\(style)</style>
        </head>
        <body>
        <header><h1>Carillon API</h1><p>The document: <a href="openapi.json">openapi.json</a> (OpenAPI 3.1)</p></header>
        <noscript><p>This page needs JavaScript to show the document; other programs can show it, too.</p></noscript>
        <nav id="contents" aria-label="Contents"></nav>
        <main id="document" aria-live="polite"></main>
        <script>\(script)</script>
        </body>
        </html>

        """

    /// How a policy names a text that it allows.
    private static func source(_ text: String) -> String {
        "sha256-" + Data(SHA256.hash(text)).base64EncodedString()
    }
}
