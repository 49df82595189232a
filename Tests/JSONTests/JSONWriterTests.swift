import Foundation
import JSON
import Testing

@Suite struct JSONWriterTests {
    @Test func writesObjectsAndArrays() {
        let text = JSONWriter.object { json in
            json.field("a", 1)
            json.array("b") { json in
                json.string("x")
                json.object { $0.field("c", RawJSON("[null]")) }
                json.bool(false)
            }
            json.object("d") { _ in }
            json.field("e", 2.5)
        }
        #expect(String(decoding: text, as: UTF8.self) == #"{"a":1,"b":["x",{"c":[null]},false],"d":{},"e":2.5}"#)
    }

    @Test(arguments: ["plain", "\"quoted\" \\ /", "line\nfeed\r\ttab", "\u{0}\u{1F}", "é😀", ""])
    func stringsComeBack(_ value: String) throws {
        let text = JSONWriter.object { $0.field("v", value) }
        let object = try JSONSerialization.jsonObject(with: Data(text)) as? [String: String]
        #expect(object == ["v": value])
        var reader = try JSONReader(text)
        var ours: String?
        try reader.readObject { reader, _ in ours = try reader.readString() }
        #expect(ours == value)
    }

    @Test func pointersAreEscaped() {
        #expect(JSONPointer.joining("/payload", "a/b~c") == "/payload/a~1b~0c")
    }
}
