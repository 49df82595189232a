import JSON
import Testing
import TimekeepingTesting

@testable import TaskModel

/// Cases of the kinds that the URL Standard of WHATWG has tests for.
@Suite("The URL of a webhook") struct WebURLTests {
    @Test(
        "has one spelling",
        arguments: [
            ("http://example.com", "http://example.com/"), ("HTTP://EXAMPLE.com:80/A?B#c", "http://example.com/A?B"),
            ("https://h:443", "https://h/"), ("https://h:80", "https://h:80/"), ("http://h:", "http://h/"),
            ("http://h:0080/x", "http://h/x"), ("http://h:00065535/", "http://h:65535/"), ("http://h?", "http://h/?"),
            ("http://h?a=b", "http://h/?a=b"), ("http://h#f", "http://h/"),
            ("http://h/?ids[]=1&q=a|b", "http://h/?ids[]=1&q=a|b"),
            ("http://h/ä?ö=ü", "http://h/%C3%A4?%C3%B6=%C3%BC"),
            ("http://h/\"<>`{}^|", "http://h/%22%3C%3E%60%7B%7D%5E|"),
            ("http://h/a'b?a'b", "http://h/a'b?a%27b"), ("http://h/100%/%zz/%41", "http://h/100%/%zz/%41"),
            ("http://h/a/../b/./c", "http://h/b/c"), ("http://h/a/b/..", "http://h/a/"),
            ("http://h/../../a", "http://h/a"),
            ("http://h/a/%2e%2E/b", "http://h/b"), ("http://h/.", "http://h/"), ("http://h/...", "http://h/..."),
            ("http://h//a//", "http://h//a//"), ("http://h/a;b=1,c/@:", "http://h/a;b=1,c/@:"),
            ("http://example.com./", "http://example.com/"), ("http://a_b-c.d/", "http://a_b-c.d/"),
        ])
    func hasOneSpelling(_ text: String, _ canonical: String) throws {
        #expect(try WebURL(text).text == canonical)
    }

    @Test(
        "names its host in one way",
        arguments: [
            ("%31%32%37.0.0.1", "127.0.0.1"), ("0x7f.1", "127.0.0.1"), ("2130706433", "127.0.0.1"),
            ("127.1", "127.0.0.1"),
            ("0177.0.0.01", "127.0.0.1"), ("0", "0.0.0.0"), ("0x", "0.0.0.0"), ("127.0.0.1.", "127.0.0.1"),
            ("0X7F000001", "127.0.0.1"), ("１２７.0.0.1", "127.0.0.1"), ("%EF%BC%91.2.3.4", "1.2.3.4"),
            ("255.255.255.255", "255.255.255.255"), ("1.2.3", "1.2.0.3"), ("0xffffffff", "255.255.255.255"),
            ("[::1]", "[::1]"), ("[0:0:0:0:0:0:0:1]", "[::1]"), ("[2001:DB8:0:0:1:0:0:1]", "[2001:db8::1:0:0:1]"),
            ("[::127.0.0.1]", "[::7f00:1]"), ("[::ffff:127.0.0.1]", "[::ffff:7f00:1]"),
            ("[1:0:2:3:4:5:6:7]", "[1:0:2:3:4:5:6:7]"),
            ("[1::]", "[1::]"), ("[::]", "[::]"), ("müller.example", "xn--mller-kva.example"),
            ("MÜLLER.Example", "xn--mller-kva.example"), ("mu\u{308}ller.example", "xn--mller-kva.example"),
            ("xn--mller-kva.example", "xn--mller-kva.example"), ("m%C3%BCller.example", "xn--mller-kva.example"),
            ("例え。テスト", "xn--r8jz45g.xn--zckzah"), ("faß.de", "xn--fa-hia.de"), ("☃.net", "xn--n3h.net"),
            ("ex\u{AD}ample.com", "example.com"), ("Ｇｏ.com", "go.com"), ("президент.рф", "xn--d1abbgf6aiiy.xn--p1ai"),
            ("€.example", "xn--lzg.example"), ("FAẞ.de", "xn--fa-hia.de"), ("a--b.-c-.example", "a--b.-c-.example"),
            ("r3---sn.example", "r3---sn.example"), ("xn--n3h.NET", "xn--n3h.net"), ("ΒΌΛΟΣ.com", "xn--nxasmq6b.com"),
            ("a\u{200B}b.c\u{2060}d", "ab.cd"), ("🏳\u{FE0F}.example", "xn--en8h.example"),
            // Scripts from right to left, and joiners that join or part something.
            ("אבג.example", "xn--4dbcd.example"), ("אב1.com", "xn--1-zhcd.com"), ("عربي.com", "xn--ngbrx4e.com"),
            ("نامه\u{200C}ای.com", "xn--mgba3gch31f060k.com"), ("क\u{94D}\u{200D}ष.example", "xn--11b2ezcw70k.example"),
        ])
    func namesItsHost(_ host: String, _ canonical: String) throws {
        #expect(try WebURL("http://\(host)/x").host.text == canonical)
    }

    @Test(
        "is refused, with the column",
        arguments: [
            ("", 1), ("example.com", 1), ("ftp://h/", 1), ("http:/h", 1), ("http:h", 1), ("//h", 1), (" http://h/", 1),
            ("http://", 8), ("http:///x", 8), ("http://?x", 8), ("http://:80/", 8), ("http://u@h/", 8),
            ("http://u:p@h/", 8),
            ("http://h:99999999999999999999/", 10), ("http://h:65536/", 10), ("http://h:0/", 10), ("http://h:+80/", 10),
            ("http://h:8a/", 10), ("http://h:80:80/", 10), ("http://h:٣/", 10), ("http://[::zz]/", 8),
            ("http://[::1/", 8),
            ("http://[]/", 8), ("http://[fe80::1%25lo]/", 8), ("http://[1::2::3]/", 8),
            ("http://[1:2:3:4:5:6:7:8:9]/", 8),
            ("http://[::1]x/", 8), ("http://a b/", 9), ("http://h/ x", 10), ("http://h/a\tb", 11),
            ("http://h/a\nb", 11),
            ("http://h\\x/", 9), ("http://h/\u{0}", 10), ("http://h/\u{7F}", 10), ("http://h/x ", 11),
            ("http://a..b/", 8),
            ("http://.a/", 8), ("http://./", 8), ("http://256.0.0.1/", 8), ("http://1.2.3.4.5/", 8),
            ("http://0x100000000/", 8),
            ("http://1.2.3.08/", 8), ("http://a.b.1/", 8), ("http://99999999999999999999999/", 8), ("http://a%00b/", 8),
            ("http://a%2Fb/", 8), ("http://a%zz/", 8), ("http://%ff/", 8), ("http://a!b/", 8), ("http://a<b/", 8),
            ("http://a^b/", 8), ("http://a|b/", 8), ("http://xn--/", 8), ("http://xn--a-ecp.ru/", 8),
            ("http://xn--zz!/", 8),
            ("http://\u{202E}a.com/", 8), ("http://\u{301}a.com/", 8), ("http://a\u{2024}.com/", 8),
            ("http://\u{AD}/", 8),
            // Decomposed, in capitals, not in the shortest form, ASCII, or nothing in Punycode.
            ("http://xn--muller-xyd.example/", 8), ("http://xn--Mller-KVA-.example/", 8),
            ("http://xn--abc-.example/", 8),
            ("http://xn--a.example/", 8), ("http://xn--99999999.example/", 8), ("http://xn--ü.example/", 8),
            ("http://\u{FFFD}.example/", 8), ("http://%EF%BF%BD.example/", 8), ("http://\u{3164}.example/", 8),
            ("http://\u{E000}.example/", 8), ("http://\u{378}.example/", 8), ("http://a\u{2028}.example/", 8),
            // Joiners that join nothing, and directions that are mixed.
            ("http://a\u{200D}b.example/", 8), ("http://a\u{200C}b.example/", 8), ("http://\u{200D}.example/", 8),
            ("http://ا\u{200C}ن.example/", 8), ("http://अ\u{200D}ष.example/", 8), ("http://אa.example/", 8),
            ("http://aא.example/", 8), ("http://1א.example/", 8), ("http://א.1a.example/", 8),
            ("http://א-.example/", 8),
            ("http://א1٣.example/", 8), ("http://٣.example/", 8), ("http://xn--a-0hc.example/", 8),
        ])
    func isRefused(_ text: String, _ column: Int) {
        let error = #expect(throws: WebURLError.self) { try WebURL(text) }
        #expect(error?.column == column)
    }

    @Test func aHostMayNotBeTooLong() {
        let label = String(repeating: "a", count: 63)
        #expect((try? WebURL("http://\(label)/")) != nil)
        #expect((try? WebURL("http://\(label)a/")) == nil)
        #expect((try? WebURL("http://\(label).\(label).\(label).\(label.dropLast(2))/")) != nil)
        #expect((try? WebURL("http://\(label).\(label).\(label).\(label.dropLast())/")) == nil)
        #expect((try? WebURL("http://\(String(repeating: "ü", count: 100)).de/")) == nil)
    }

    @Test func whatIsTakenOnceIsTakenAgainAndStaysAsItIs() throws {
        var random = SeededGenerator(seed: 21)
        // Marks combine with what is before them, which a text is not to be taken apart by.
        let pieces = [
            "a", "B", "0", "7", "x", ".", "..", "-", "%", "%41", "%2e", "%C3%BC", "/", "?", "#", "[", "]", ":", "@",
            "ü", "ß",
            "日", "。", "0x", "xn--", "'", "\"", "{", "|", "::", "ffff", "1", "255", "\u{308}", "\u{AD}", "🏳️‍🌈", "&", "=",
            "+",
        ]
        var taken = 0
        for _ in 0..<50_000 {
            let length = Int.random(in: 1...12, using: &random)
            let text = "http://" + (0..<length).map { _ in pieces.randomElement(using: &random)! }.joined()
            guard let url = try? WebURL(text) else { continue }
            taken += 1
            #expect(url.text.utf8.allSatisfy { (0x21...0x7E).contains($0) }, "\(text)")
            #expect(try WebURL(url.text) == url, "\(text)")
            #expect(WebhookHost(url: text) == WebhookHost(url: url.text))
        }
        #expect(taken > 5000)
    }

    @Test func whatIsSentIsWhatWasCounted() throws {
        let payload = try WebhookPayload(RawJSON(#"{"url":"http://%31%32%37.0.0.1:9000/a%20b"}"#))
        #expect(payload.url == "http://127.0.0.1:9000/a%20b")
        #expect(WebhookHost(url: payload.url)?.description == "127.0.0.1:9000")
        let error = #expect(throws: PayloadError.self) {
            try WebhookPayload(RawJSON(#"{"url":"http://h:99999999999999999999/"}"#))
        }
        #expect(error?.column == 10)
    }
}
