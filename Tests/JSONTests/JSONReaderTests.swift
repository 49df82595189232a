import Foundation
import JSON
import Testing
import TimekeepingTesting

@Suite struct JSONReaderTests {
    @Test(arguments: [
        #"{}"#, #"[]"#, #""""#, "0", "-0", "10", "-1.5e+10", "1E5", "true", "false", "null", #"{"a":[1,{"b":null}]}"#,
        #" [ 1 , 2 ] "#, #""\u0041\n\"\\\/""#, #""😀""#, #""\ud83d\ude00""#,
    ])
    func acceptsWhatIsValid(_ text: String) throws {
        var reader = try JSONReader(Array(text.utf8))
        try reader.skipValue()
        try reader.finish()
    }

    @Test(arguments: [
        "", " ", "{", "[", "[1,]", "{\"a\":1,}", "{a:1}", "{\"a\" 1}", "01", "1.", ".5", "+1", "1e", "--1", "tru",
        "nul",
        "\"", "\"\\x\"", "\"\\u12g4\"", "\"\n\"", "[1 2]", "{} {}", "NaN", "'a'", "\u{FEFF}{}", "[1}", "{\"a\":1]",
    ])
    func refusesWhatIsNot(_ text: String) {
        #expect(throws: JSONError.self) { try RawJSON(validating: Array(text.utf8)) }
    }

    @Test func refusesBrokenUTF8() {
        let error = #expect(throws: JSONError.self) { try RawJSON(validating: Array("\"ab".utf8) + [0xFF, 0x22]) }
        #expect(error?.offset == 3)
    }

    @Test func bytesOfARawValueAreKept() throws {
        let text = #"{"z": 1.10, "a":[ 12345678901234567890 ], "é":"\u00e9"}"#
        #expect(try RawJSON(validating: Array(("  " + text + "\n").utf8)).description == text)
    }

    @Test(arguments: [1, 63, 64, 65, 127, 128, 129, 512])
    func depthIsBounded(_ limit: Int) throws {
        for (open, close, extra) in [("[", "]", ""), (#"{"a":"#, "}", "1"), (#"[{"":"#, "}]", "[]")] {
            let levels = open.count(where: "[{".contains)
            let depth = limit / levels
            let text = String(repeating: open, count: depth) + extra + String(repeating: close, count: depth)
            let deepest = depth * levels + (extra == "[]" ? 1 : 0)
            _ = try RawJSON(validating: Array(text.utf8), maximumDepth: deepest)
            #expect(throws: JSONError.self) { try RawJSON(validating: Array(text.utf8), maximumDepth: deepest - 1) }
        }
        let error = #expect(throws: JSONError.self) {
            try RawJSON(validating: Array(String(repeating: "[", count: 100_000).utf8), maximumDepth: limit)
        }
        #expect(error?.offset == limit)
    }

    /// The reader uses no stack for nested values.
    @Test func aMillionLevelsAreRead() throws {
        let text = String(repeating: #"[{"a":"#, count: 500_000) + "1" + String(repeating: "}]", count: 500_000)
        #expect(try RawJSON(validating: Array(text.utf8), maximumDepth: .max).bytes.count == text.utf8.count)
        let crossed = String(repeating: "[{\"a\":", count: 100) + "1" + String(repeating: "]}", count: 100)
        #expect(throws: JSONError.self) { try RawJSON(validating: Array(crossed.utf8)) }
    }

    @Test(arguments: [[0xEF, 0xBB, 0xBF], [0xFF, 0xFE], [0xFE, 0xFF]] as [[UInt8]])
    func aByteOrderMarkIsNamed(_ mark: [UInt8]) {
        let error = #expect(throws: JSONError.self) { try JSONReader(mark + Array("{}".utf8)) }
        #expect(error?.reason.contains("byte order mark") == true)
    }

    @Test func readsValues() throws {
        var found: [String] = []
        var reader = try JSONReader(
            Array(#"{"s":"a\u00e9\ud83d\ude00\n","i":-42,"d":2.5,"b":true,"n":null,"l":[1,2]}"#.utf8))
        try reader.readObject { reader, key in
            switch key {
            case "s": found.append(try reader.readString())
            case "i": found.append(String(try reader.readInt()))
            case "d": found.append(String(try reader.readDouble()))
            case "b": found.append(String(try reader.readBool()))
            case "n": found.append(String(try reader.readNull()))
            default: try reader.readArray { found.append(String(try $0.readInt())) }
            }
        }
        try reader.finish()
        #expect(found == ["aé😀\n", "-42", "2.5", "true", "true", "1", "2"])
    }

    @Test(arguments: ["1.5", "\"1\"", "99999999999999999999", "1e3"])
    func wholeNumbersOnly(_ text: String) throws {
        var reader = try JSONReader(Array(text.utf8))
        #expect(throws: JSONError.self) { try reader.readInt() }
    }

    @Test func aLoneSurrogateIsRefused() throws {
        var reader = try JSONReader(Array(#""\ud83dx""#.utf8))
        #expect(throws: JSONError.self) { try reader.readString() }
    }

    /// Foundation is the oracle: the reader accepts a text if and only if Foundation does, apart from known differences.
    @Test func agreesWithFoundationOnMutatedTexts() throws {
        var random = SeededGenerator.forTest()
        let seeds = [
            #"{"a":[1,2.5e3,"x\n"],"b":{"c":null,"d":true}}"#, #"["é😀","\u0041",-0.1,[],{}]"#,
            #"{"a":[1,-20],"b":{"c":"x","d":"\\"}}"#, #"[[true,12.75],{"":[{}]},"a\tb"]"#,
        ]
        let alphabet = Array(#"{}[]",:\ 0123eE+-.truefalsn"#.utf8)
        var (accepted, refused) = (0, 0)
        for _ in 0..<5_000 {
            var bytes = Array(seeds[Int.random(in: 0..<seeds.count, using: &random)].utf8)
            for _ in 0..<Int.random(in: 1...3, using: &random) {
                let index = Int.random(in: 0..<bytes.count, using: &random)
                switch Int.random(in: 0...2, using: &random) {
                case 0: bytes[index] = alphabet[Int.random(in: 0..<alphabet.count, using: &random)]
                case 1: bytes.remove(at: index)
                default: bytes.insert(alphabet[Int.random(in: 0..<alphabet.count, using: &random)], at: index)
                }
            }
            let ours = Self.isAccepted(bytes)
            if ours { accepted += 1 } else { refused += 1 }
            let theirs = (try? JSONSerialization.jsonObject(with: Data(bytes), options: .fragmentsAllowed)) != nil
            guard ours != theirs else { continue }
            let text = String(decoding: bytes, as: UTF8.self)
            #expect(
                ours ? Self.isBeyondFoundation(text) : Self.hasOnlyTrailingCommas(text),
                "\(text): ours \(ours), Foundation \(theirs)")
        }
        #expect(accepted > 200 && refused > 1000, "accepted \(accepted), refused \(refused)")
    }

    /// The excuses for a difference from Foundation do not cover ordinary texts.
    @Test func knownDifferencesAreNarrow() {
        for text in [#"["\ud83d"]"#, #"{"\udc00":1}"#, "[1e999]", "-1E400"] { #expect(Self.isBeyondFoundation(text)) }
        for text in ["[1e5]", #""\u0041e""#, #"["\ud83d\ude00", 2.5E3]"#, "[1,]"] {
            #expect(!Self.isBeyondFoundation(text))
        }
        for text in ["[1,]", #"{"a":[1, ],}"#] { #expect(Self.hasOnlyTrailingCommas(text)) }
        for text in ["[1]", "[1,]]", "[01,]", #"{"a",}"#] { #expect(!Self.hasOnlyTrailingCommas(text)) }
    }

    private static func isAccepted(_ bytes: [UInt8]) -> Bool { (try? RawJSON(validating: bytes)) != nil }

    /// Whether a text is valid by RFC 8259, but has a lone surrogate or a number beyond a `Double`'s range, which
    /// Foundation refuses.
    private static func isBeyondFoundation(_ text: String) -> Bool {
        guard isAccepted(Array(text.utf8)) else { return false }
        do {
            return numbers(in: try JSONValue(parsing: text.utf8)).contains { Double($0)?.isFinite != true }
        } catch {
            return (error as? JSONError)?.reason.contains("surrogate") == true
        }
    }

    private static func numbers(in value: JSONValue) -> [String] {
        switch value {
        case .number(let digits): [digits]
        case .array(let elements): elements.flatMap(numbers)
        case .object(let members): members.flatMap { numbers(in: $0.value) }
        default: []
        }
    }

    /// Whether a text is valid but for commas before closing brackets, which Foundation takes.
    private static func hasOnlyTrailingCommas(_ text: String) -> Bool {
        let without = text.replacing(/,(\s*[}\]])/) { "\($0.1)" }
        return without != text && isAccepted(Array(without.utf8))
    }

    @Test func randomBytesNeverCrash() {
        var random = SeededGenerator.forTest()
        for _ in 0..<20_000 {
            let bytes = (0..<Int.random(in: 0...40, using: &random)).map { _ in
                UInt8.random(in: 0...255, using: &random)
            }
            _ = try? RawJSON(validating: bytes)
        }
    }
}
