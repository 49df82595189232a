import JSON
import Testing

@Suite struct MergePatchTests {
    /// The examples of RFC 7396, appendix A.
    @Test(arguments: [
        (#"{"a":"b"}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"b"}"#, #"{"b":"c"}"#, #"{"a":"b","b":"c"}"#),
        (#"{"a":"b"}"#, #"{"a":null}"#, #"{}"#),
        (#"{"a":"b","b":"c"}"#, #"{"a":null}"#, #"{"b":"c"}"#),
        (#"{"a":["b"]}"#, #"{"a":"c"}"#, #"{"a":"c"}"#),
        (#"{"a":"c"}"#, #"{"a":["b"]}"#, #"{"a":["b"]}"#),
        (#"{"a":{"b":"c"}}"#, #"{"a":{"b":"d","c":null}}"#, #"{"a":{"b":"d"}}"#),
        (#"{"a":[{"b":"c"}]}"#, #"{"a":[1]}"#, #"{"a":[1]}"#),
        (#"["a","b"]"#, #"["c","d"]"#, #"["c","d"]"#),
        (#"{"a":"b"}"#, #"["c"]"#, #"["c"]"#),
        (#"{"a":"foo"}"#, #"null"#, #"null"#),
        (#"{"a":"foo"}"#, #""bar""#, #""bar""#),
        (#"{"e":null}"#, #"{"a":1}"#, #"{"e":null,"a":1}"#),
        (#"[1,2]"#, #"{"a":"b","c":null}"#, #"{"a":"b"}"#),
        (#"{}"#, #"{"a":{"bb":{"ccc":null}}}"#, #"{"a":{"bb":{}}}"#),
    ])
    func examples(target: String, patch: String, result: String) throws {
        let merged = try RawJSON(validating: Array(target.utf8)).merging(RawJSON(validating: Array(patch.utf8)))
        #expect(merged.description == result)
    }

    @Test func whatIsNotPatchedStaysAsItWasWritten() throws {
        let merged = try RawJSON(#"{"z":1.10,"a":{"n":1e400,"k":"\u0041"}}"#).merging(RawJSON(#"{"a":{"new":true}}"#))
        #expect(merged.description == #"{"z":1.10,"a":{"n":1e400,"k":"\u0041","new":true}}"#)
    }

    /// `String` treats the two names as equal.
    @Test func namesAreComparedByTheirCodeUnits() throws {
        let merged = try RawJSON(validating: Array("{\"\u{E9}\":1,\"e\u{301}\":2}".utf8))
            .merging(RawJSON(validating: Array("{\"\u{E9}\":null}".utf8)))
        #expect(merged.description.utf8.elementsEqual("{\"e\u{301}\":2}".utf8))
    }

    /// The cost is linear in the number of members.
    @Test func manyMembers() throws {
        let many = (0..<20_000).map { "\"k\($0)\":\($0)" }.joined(separator: ",")
        let object = try RawJSON(validating: Array("{\(many)}".utf8))
        #expect(try object.merging(object) == object)
    }
}
