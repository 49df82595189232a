import JSON
import Testing

@testable import CommandLine

@Suite struct MergePatchTests {
    @Test(arguments: [
        (#"{"a":1}"#, #"{"a":1}"#, nil),
        (#"{"a":1}"#, #"{"a":2}"#, #"{"a":2}"#),
        (#"{"a":1,"b":2}"#, #"{"a":1}"#, #"{"b":null}"#),
        (#"{"a":{"x":1,"y":2}}"#, #"{"a":{"x":1,"z":3}}"#, #"{"a":{"z":3,"y":null}}"#),
        (#"{"a":[1]}"#, #"{"a":[1,2]}"#, #"{"a":[1,2]}"#),
        (#"{"a":"daily"}"#, #"{"a":{"cron":"@daily"}}"#, #"{"a":{"cron":"@daily"}}"#),
        (#"{}"#, #"{"a":{"b":{"c":1}}}"#, #"{"a":{"b":{"c":1}}}"#),
    ])
    func patches(old: String, new: String, patch: String?) throws {
        let result = try MergePatch.between(JSONValue(parsing: old.utf8), JSONValue(parsing: new.utf8))
        #expect(result?.compact == patch)
    }

    @Test(arguments: [
        (#"{"r":{"a":1,"b":2},"x":1}"#, #"{"r":{"a":3,"b":2},"x":1}"#, #"{"r":{"a":3,"b":2}}"#),
        (#"{"r":{"a":1}}"#, #"{}"#, #"{"r":null}"#), (#"{}"#, #"{"r":{"a":null}}"#, #"{"r":{"a":null}}"#),
        (#"{"r":1,"x":1}"#, #"{"r":1,"x":2}"#, #"{"x":2}"#),
    ])
    func replacedMembersAreComplete(old: String, new: String, patch: String) throws {
        let result = try MergePatch.between(
            JSONValue(parsing: old.utf8), JSONValue(parsing: new.utf8), whole: ["r"])
        #expect(result?.compact == patch)
    }

    @Test func aPatchCantSetNull() throws {
        let (old, new) = (try JSONValue(parsing: "{}".utf8), try JSONValue(parsing: #"{"a":{"b":null}}"#.utf8))
        let failure = #expect(throws: Failure.self) { try MergePatch.between(old, new) }
        #expect(failure?.message.hasPrefix("/a/b ") == true)
    }
}
