import Testing

@testable import CommandLine

struct TableTests {
    private func table(_ rows: [[Table.Cell]]) -> Table {
        Table(
            columns: [.init(title: "NAME", isElastic: true), .init(title: "N", alignsRight: true), .init(title: "X")],
            rows: rows)
    }

    @Test func alignsColumns() {
        let lines = table([["nightly", "5", "a"], ["b", "1000", ""]]).lines(style: .plain, width: nil)
        #expect(lines == ["NAME        N  X", "nightly     5  a", "b        1000"])
    }

    @Test func leavesOutColumnsOfNothing() {
        #expect(table([["a", "", "b"]]).lines(style: .plain, width: nil) == ["NAME  X", "a     b"])
    }

    @Test func nothingGivesNothing() {
        #expect(table([]).lines(style: .plain, width: 80).isEmpty)
    }

    @Test func cutsElasticColumnsToTheTerminal() {
        let name = Table.Cell(String(repeating: "x", count: 50))
        let lines = table([[name, "5", "abc"]]).lines(style: .plain, width: 30)
        #expect(lines[1] == String(repeating: "x", count: 21) + "…  5  abc")
        #expect(lines[1].count == 30)
    }

    @Test func leavesOutWhatIsLeastNeeded() {
        let table = Table(
            columns: [.init(title: "A"), .init(title: "B", dispensability: 1), .init(title: "C", dispensability: 2)],
            rows: [["aaaaaaaaaa", "bbbbbbbbbb", "cccccccccc"]])
        let second = { (width: Int) in table.lines(style: .plain, width: width)[1] }
        #expect(second(34) == "aaaaaaaaaa  bbbbbbbbbb  cccccccccc")
        #expect(second(33) == "aaaaaaaaaa  bbbbbbbbbb")
        #expect(second(10) == "aaaaaaaaaa")
    }

    @Test func coloursDoNotCountAsWidth() {
        let lines = table([[.init("a", .good), "5", "b"], ["long name", "6", "c"]])
            .lines(style: Style(isColored: true), width: nil)
        #expect(lines[1] == "\u{1B}[32ma\u{1B}[0m          5  b")
    }

    @Test func wideCharactersTakeTwoColumns() {
        let lines = table([["日本", "5", ""], ["abcd", "6", ""]]).lines(style: .plain, width: nil)
        #expect(lines == ["NAME  N", "日本  5", "abcd  6"])
    }

    @Test(arguments: [
        ("abc", 3), ("日本", 4), ("ｱ", 1), ("Ａ", 2), ("한글", 4), ("\u{1112}\u{1161}\u{11AB}", 2), ("é", 1),
        ("e\u{301}", 1), ("a\u{20DD}", 1), ("🚀", 2), ("☎", 1), ("☎️", 2), ("❤️", 2), ("⌚", 2), ("1️⃣", 2), ("🇩🇪", 2),
        ("🇩🇪🇫🇷", 4), ("👨‍👩‍👧‍👦", 2), ("👍🏽", 2), ("🏴󠁧󠁢󠁥󠁮󠁧󠁿", 2), ("🧑🏽‍🚀x", 3), ("🏳️‍🌈", 2), ("नि", 2), ("ก้", 1),
        ("﷽", 1), ("…", 1), ("→", 1), ("©", 1), ("🀄", 2), ("㎏", 2), ("𠀀", 2), ("\u{AD}", 1), ("", 0),
    ])
    func widths(text: String, width: Int) {
        #expect(DisplayWidth.of(text) == width)
    }

    @Test func cutsAndWrapsBetweenCharacters() {
        #expect(DisplayWidth.cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", to: 5) == "👨‍👩‍👧‍👦👨‍👩‍👧‍👦…")
        #expect(DisplayWidth.cut("👨‍👩‍👧‍👦👨‍👩‍👧‍👦👨‍👩‍👧‍👦", to: 4) == "👨‍👩‍👧‍👦…")
        #expect(DisplayWidth.cut("e\u{301}e\u{301}e\u{301}", to: 2) == "e\u{301}…")
        #expect(DisplayWidth.cut("日本", to: 0) == "")
        #expect(DisplayWidth.wrapped("one two three", to: 8) == ["one two", "three"])
        #expect(DisplayWidth.wrapped("日本語日本語", to: 5) == ["日本", "語日", "本語"])
        #expect(DisplayWidth.wrapped("日本", to: 1) == ["日", "本"])
        #expect(DisplayWidth.wrapped("", to: 4) == [""])
    }

    @Test(arguments: [10, 20, 40, 60, 80, 200])
    func fitsTheTerminal(width: Int) {
        let id = "01a20a32-2089-740f-a0fb-5baf5e5b6f0b"
        let texts = ["日本語の名前 🇩🇪👨‍👩‍👧‍👦", id, "every weekday at 09:00 in Europe/Berlin", "x"]
        let columns = [
            Table.Column(title: "NAME", isElastic: true), .init(title: "TASK ID"),
            .init(title: "REPEATS", isElastic: true, dispensability: 1), .init(title: ""),
        ]
        let table = Table(
            columns: columns, rows: [texts.map { Table.Cell($0) }, texts.reversed().map { Table.Cell($0) }])
        let lines = table.lines(style: .plain, width: width)
        #expect(lines.allSatisfy { DisplayWidth.of($0) <= width }, "\(lines)")
        // Texts that users copy are shown in full.
        if width >= 40 { #expect(lines.contains { $0.contains(id) }) }
        if width >= 80 { #expect(lines.count == 3) }
    }

    @Test(arguments: [
        ("a\u{202E}b", #"a\u202Eb"#), ("\u{2066}a\u{2069}", #"\u2066a\u2069"#), ("\u{200F}", #"\u200F"#),
        ("\u{61C}", #"\u061C"#),
        ("a\u{200B}b", #"a\u200Bb"#), ("a\u{200D}b", #"a\u200Db"#), ("\u{9B}31m", #"\u009B31m"#),
        ("\u{7F}", #"\u007F"#),
        ("\u{0}", #"\u0000"#), ("a\tb", #"a\tb"#), ("a\r\nb", #"a\r\nb"#), ("\u{2028}", #"\u2028"#),
        ("\u{FEFF}", #"\uFEFF"#),
        ("\u{E0041}", #"\uDB40\uDC41"#), ("\u{378}", #"\u0378"#), ("e\u{301}\u{202E}", "e\u{301}" + #"\u202E"#),
        ("👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 日本 é", "👨‍👩‍👧‍👦 🏴󠁧󠁢󠁥󠁮󠁧󠁿 🇩🇪 日本 é"), ("क्‍ष", "क्‍ष"), ("plain", "plain"),
    ])
    func whatCantBeSeenIsShownEscaped(text: String, shown: String) {
        #expect(TerminalText.harmless(text) == shown)
        #expect(TerminalText.harmlessKeepingColors("\u{1B}[31m\(text)\u{1B}[0m") == "\u{1B}[31m\(shown)\u{1B}[0m")
        #expect(Table.Cell(text).text == shown)
    }

    @Test func whatAServerSendsCantSteerTheTerminal() {
        #expect(Table.Cell("a\u{1B}[2Jb\nc").text == #"a\u001B[2Jb\nc"#)
    }

    @Test func ourOwnColoursPass() {
        let line = "\u{1B}[31merror:\u{1B}[0m bad \u{1B}]0;title\u{07} \u{1B}[2J"
        #expect(
            TerminalText.harmlessKeepingColors(line)
                == "\u{1B}[31merror:\u{1B}[0m bad \\u001B]0;title\\u0007 \\u001B[2J")
    }

    @Test func progress() {
        #expect(
            ProgressBar(label: "importing", done: 500, total: 1000).line(width: 40)
                == "importing ━━━━━━━━━╌╌╌╌╌╌╌╌╌ 500/1000")
        #expect(ProgressBar(label: "redriving", done: 7).line(width: 40) == "redriving 7")
    }

    @Test(
        arguments: [
            (ColorMode.auto, true, [:], true), (.auto, false, [:], false), (.auto, true, ["NO_COLOR": "1"], false),
            (.auto, true, ["NO_COLOR": ""], true), (.auto, true, ["TERM": "dumb"], false),
            (.always, false, ["NO_COLOR": "1"], true), (.never, true, [:], false),
        ] as [(ColorMode, Bool, [String: String], Bool)])
    func colours(mode: ColorMode, isTerminal: Bool, environment: [String: String], isColored: Bool) {
        #expect(mode.style(isTerminal: isTerminal, variables: environment).isColored == isColored)
    }
}
