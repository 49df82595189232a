import JSON
import TaskModel
import Testing

@Suite struct PayloadTests {
    @Test func aWebhookKeepsItsDataAsWritten() throws {
        let payload = try WebhookPayload(RawJSON(#"{"url":"https://example.com:8443/a?b=c","data":{"n":1.10}}"#))
        #expect(payload.url == "https://example.com:8443/a?b=c")
        #expect(payload.data.description == #"{"n":1.10}"#)
        #expect(try WebhookPayload(RawJSON(#"{"url":"http://localhost"}"#)).data.description == "{}")
    }

    @Test(arguments: [
        (#"[]"#, ""), (#"{}"#, "/url"), (#"{"url":5}"#, "/url"), (#"{"url":"ftp://h/x"}"#, "/url"),
        (#"{"url":"http://"}"#, "/url"), (#"{"url":"https:///x"}"#, "/url"), (#"{"url":"example.com"}"#, "/url"),
        (#"{"url":"http://u:p@h/"}"#, "/url"), (#"{"url":"http://u@h/"}"#, "/url"),
        (#"{"url":"http://h:99999/"}"#, "/url"),
        (#"{"url":"http://h/ x"}"#, "/url"), (#"{"url":"http://h/","method":"GET"}"#, "/method"),
    ])
    func badWebhooksAreRefusedByField(_ text: String, _ pointer: String) throws {
        let payload = try RawJSON(validating: Array(text.utf8))
        let error = #expect(throws: PayloadError.self) { try WebhookPayload(payload) }
        #expect(error?.pointer == pointer)
    }

    @Test(arguments: [
        (#""x""#, ""), (#"{"body":1}"#, "/channel"), (#"{"channel":"","body":1}"#, "/channel"),
        (#"{"channel":"a"}"#, "/body"), (#"{"channel":["a"],"body":1}"#, "/channel"),
        (#"{"channel":"a","body":1,"x/y":2}"#, "/x~1y"),
    ])
    func badMessagesAreRefusedByField(_ text: String, _ pointer: String) throws {
        let payload = try RawJSON(validating: Array(text.utf8))
        let error = #expect(throws: PayloadError.self) { try MessagePayload(payload) }
        #expect(error?.pointer == pointer)
    }

    @Test func errorTextsAreBoundedAtTheEndOfACharacter() {
        let error = RunError(code: String(repeating: "c", count: 100), message: String(repeating: "é", count: 2000))
        #expect(error.code.utf8.count == 64)
        #expect(error.message == String(repeating: "é", count: 1024))
        let odd = RunError(code: "c", message: "a" + String(repeating: "é", count: 2000))
        #expect(odd.message == "a" + String(repeating: "é", count: 1023))
    }
}
