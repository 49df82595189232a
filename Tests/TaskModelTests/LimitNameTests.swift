import TaskModel
import Testing

@Suite struct LimitNameTests {
    @Test(arguments: [
        "group:billing", "host:api.example.com", "host:127.0.0.1:9000", "host:localhost", "host:[::1]",
        "host:[2001:db8::1]:8443",
    ])
    func namesOfLimits(_ text: String) {
        #expect(LimitName(text)?.text == text)
    }

    @Test(arguments: [
        "", "billing", "group:", "group:A", "group:a b", "host:", "host:a:", "host:a:0", "host:a:65536", "host:a:b",
        "host:a/b", "host:a b", "host:::1", "host:[::1", "host:u@a", "host:a:+1", "host:a..b", "Group:a",
        "action:webhook",
        "host:" + String(repeating: "a", count: 256),
    ])
    func whatIsNoName(_ text: String) {
        #expect(LimitName(text) == nil)
    }

    @Test(arguments: [
        ("API.Example.com:8443", "api.example.com:8443"), ("127.1:80", "127.0.0.1:80"), ("0x7f000001", "127.0.0.1"),
        ("Müller.example", "xn--mller-kva.example"), ("[::FFFF:127.0.0.1]:80", "127.0.0.1:80"), ("a.", "a"),
    ])
    func hostsHaveOneSpelling(_ text: String, _ name: String) {
        #expect(LimitName("host:\(text)")?.text == "host:\(name)")
    }

    @Test(arguments: [
        ("http://API.example.com/a?b#c", "api.example.com"), ("https://api.example.com:443/", "api.example.com"),
        ("http://api.example.com:443", "api.example.com:443"), ("HTTPS://a:8443?x=:1", "a:8443"),
        ("http://a:80/", "a"), ("http://a:/", "a"), ("http://[::1]:9000/x", "[::1]:9000"), ("https://[::1]", "[::1]"),
        ("http://%31%32%37.0.0.1/", "127.0.0.1"), ("http://[::ffff:7f00:1]/", "127.0.0.1"),
    ])
    func theHostOfAWebhook(_ url: String, _ host: String) {
        #expect(WebhookHost(url: url)?.description == host)
        #expect(WebhookHost(url: url)?.anyPort.port == nil)
    }
}
