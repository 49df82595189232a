import Crypto
import Foundation
import HTTPTypes
import HummingbirdTesting
import JSON
import Messages
import NIOCore
import Testing

@testable import API

@Suite struct DocumentRoutesTests {
    private let scheduler = StubScheduler { _ in .success(RawJSON("{}")) }

    @Test(arguments: [
        ("/openapi.json", "application/json"), ("/openapi.yaml", "application/yaml"),
        ("/docs", "text/html; charset=utf-8"),
    ])
    func aDocumentIsSentOnceOnly(_ path: String, _ mediaType: String) async throws {
        try await withAPI(scheduler) { client in
            let tag = try await client.execute(uri: path, method: .get) { response in
                #expect(response.status == .ok)
                #expect(response.headers[.contentType] == mediaType)
                #expect(response.headers[.cacheControl] == "no-cache")
                #expect(response.body.readableBytes > 1000)
                return try #require(response.headers[.eTag])
            }
            for known in [tag, "W/\(tag)", "\"other\", \(tag)", "*"] {
                try await client.execute(uri: path, method: .get, headers: [.ifNoneMatch: known]) { response in
                    #expect(response.status == .notModified)
                    #expect(response.headers[.eTag] == tag)
                    #expect(response.body.readableBytes == 0)
                }
            }
            try await client.execute(uri: path, method: .get, headers: [.ifNoneMatch: "\"other\""]) { response in
                #expect(response.status == .ok)
            }
        }
    }

    /// `validate.py` compares the whole document with what PyYAML reads.
    @Test func linesOfYAMLAreJoinedToJSON() {
        let yaml = """
            # A comment.
            {
              "a": "one \\"two\\" and
                three",

              # Another comment.
              "b": [1, "# four"]
            }
            """
        #expect(OpenAPIDocument.json(from: yaml) == ##"{ "a": "one \"two\" and three", "b": [1, "# four"] }"##)
    }

    @Test func thePageAllowsItsOwnScriptAndStyleOnly() async throws {
        try await withAPI(scheduler) { client in
            try await client.execute(uri: "/docs", method: .get) { response in
                let policy = try #require(response.headers[.contentSecurityPolicy])
                #expect(policy.contains("default-src 'none'"))
                #expect(!policy.contains("unsafe"))
                let html = String(buffer: response.body)
                for name in ["script", "style"] {
                    let text = try #require(
                        html.split(separator: "<\(name)>").last?.split(separator: "</\(name)>").first)
                    let hash = Data(SHA256.hash(data: Data(text.utf8))).base64EncodedString()
                    #expect(policy.contains("\(name)-src 'sha256-\(hash)'"))
                }
            }
        }
    }

    @Test func thePageNeedsNothingFromElsewhere() {
        let html = DocumentationPage.html
        for word in ["http:", "https:", "innerHTML", "@import", "url(", " style=", " onclick="] {
            #expect(!html.contains(word), "\(word)")
        }
        #expect(html.contains(#"<a href="openapi.json">"#))
    }
}
