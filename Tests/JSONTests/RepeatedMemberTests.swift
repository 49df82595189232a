import JSON
import Testing
import TimekeepingTesting

/// Members with the same name in one object (RFC 7493, 2.3).
@Suite struct RepeatedMemberTests {
    private func repeated(_ text: String) throws -> String? {
        try RawJSON(validating: Array(text.utf8)).repeatedMember()
    }

    @Test(arguments: [
        (#"{"a":1,"a":2}"#, "/a"), (#"{"a":1,"a":1}"#, "/a"), (#"{"x":{"a":1,"b":2,"a":null}}"#, "/x/a"),
        (#"[0,[{"a":{}},{"k":[{"b":1,"b":1}]}]]"#, "/1/1/k/0/b"), (#"{"a":1,"\u0061":2}"#, "/a"),
        (#"{"\u00e9":1,"é":2}"#, "/é"), (#"{"\ud83d\ude00":1,"😀":2}"#, "/😀"), (#"{"":1,"":2}"#, "/"),
        (#"{"a/b":{"~":1,"~":2}}"#, "/a~1b/~0"), (#"{"\n":1,"\u000A":2}"#, "/\n"), (#"{"\/":1,"/":2}"#, "/~1"),
        (#"{"a":{"a":{"a":{"b":1,"c":2,"b":3}}}}"#, "/a/a/a/b"),
        (#"{"1":1,"2":1,"3":1,"4":1,"5":1,"6":1,"7":1,"8":1,"9":1,"10":1,"3":1}"#, "/3"),
        (#" { "a" : [ 1 , 2 ] , "b" : { } , "a" : 3 } "#, "/a"),
    ])
    func areFound(_ text: String, pointer: String) throws {
        #expect(try repeated(text) == pointer)
    }

    /// Names are compared code unit by code unit: canonically equivalent names are different.
    @Test(arguments: [
        "{}", "[]", "1", #""{\"a\":1,\"a\":2}""#, #"{"a":1,"A":2}"#, #"[{"a":1},{"a":1}]"#,
        #"{"a":{"a":{"a":1}},"b":{"a":1}}"#, "{\"\u{E9}\":1,\"e\u{301}\":2}", #"{"a":1,"a ":2,"\u0000":3,"\u0001":4}"#,
        #"{"\ud800":1,"\udfff":2}"#, #"{"a":",\"a\":","b":"{"}"#,
    ])
    func areNotThereByMistake(_ text: String) throws {
        #expect(try repeated(text) == nil)
    }

    /// The cost is linear in the number of members.
    @Test func manyMembers() throws {
        let many = (0..<100_000).map { "\"k\($0)\":0" }.joined(separator: ",")
        #expect(try repeated("{\(many)}") == nil)
        #expect(try repeated("{\(many),\"k99999\":1}") == "/k99999")
        #expect(try repeated("[{\(many)},{\(many),\"k0\":1}]") == "/1/k0")
    }

    /// One repeated name in a random object, with each name written in another way.
    @Test func randomObjects() throws {
        var random = SeededGenerator(seed: 14)
        for _ in 0..<2000 {
            let count = Int.random(in: 1...20, using: &random)
            var names = (0..<count).map { String(UnicodeScalar(UInt8(97 + $0))) }
            #expect(try repeated(Self.object(names, &random)) == nil)
            let twice = names.randomElement(using: &random) ?? "a"
            names.insert(twice, at: Int.random(in: 0...count, using: &random))
            let text = "{\"o\":[\(Self.object(names, &random))]}"
            #expect(try repeated(text) == "/o/0/\(twice)", "\(text)")
        }
    }

    private static func object(_ names: [String], _ random: inout SeededGenerator) -> String {
        let members = names.map { name in
            let code = String(name.unicodeScalars.first?.value ?? 0, radix: 16)
            let written = [name, "\\u00" + code, "\\u00" + code.uppercased()].randomElement(using: &random) ?? name
            return "\"\(written)\":" + (["1", "{}", "[{\"a\":1}]", "null"].randomElement(using: &random) ?? "1")
        }
        return "{\(members.joined(separator: ","))}"
    }
}
