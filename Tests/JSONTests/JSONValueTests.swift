import JSON
import Testing

@Suite struct JSONValueTests {
    @Test(arguments: [
        #"{"b":1,"a":[1.50,true,null,"x\"y"],"c":{}}"#, "[]", "1e5", #""""#,
    ])
    func isWhatItWas(text: String) throws {
        #expect(try JSONValue(parsing: text.utf8).compact == text)
    }

    @Test func prettyIsReadable() throws {
        let value = try JSONValue(parsing: #"{"a":{"b":[1,2]},"c":["x"],"d":{}}"#.utf8)
        #expect(
            value.pretty == """
                {
                  "a": {
                    "b": [1, 2]
                  },
                  "c": [
                    "x"
                  ],
                  "d": {}
                }
                """)
        #expect(try JSONValue(parsing: value.pretty.utf8) == value)
    }

    @Test func partsAreNilIfTheValueIsOfAnotherKind() throws {
        var value = try JSONValue(parsing: #"{"a":[1,2.5],"s":"x","t":true,"n":null,"a":3}"#.utf8)
        #expect(value.keys == ["a", "s", "t", "n"])
        #expect(value["a"] == .int(3) && value["s"]?.string == "x" && value["t"]?.isTrue == true)
        #expect(value["n"] == .null && value["b"] == nil && value["s"]?["x"] == nil && value.array == nil)
        #expect(JSONValue.number("1.0").int == nil && JSONValue.number("1.0").double == 1)
        #expect(JSONValue.array(["x"]).array == ["x"] && JSONValue.string("x").keys.isEmpty)
        value["s"] = nil
        value["n"] = ["k": "v"]
        #expect(value.compact == #"{"a":[1,2.5],"t":true,"n":{"k":"v"},"a":3}"#)
    }

    @Test(arguments: ["", "{", "[1] 2", #""\ud800""#])
    func malformedTextsAreRefused(text: String) {
        #expect(throws: JSONError.self) { try JSONValue(parsing: text.utf8) }
    }
}
