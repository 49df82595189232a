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

    @Test func whatAServerSendsCantSteerTheTerminal() {
        #expect(Table.Cell("a\u{1B}[2Jb\nc").text == "a [2Jb c")
    }

    @Test func ourOwnColoursPass() {
        let line = "\u{1B}[31merror:\u{1B}[0m bad \u{1B}]0;title\u{07} \u{1B}[2J"
        #expect(DisplayWidth.harmlessKeepingColors(line) == "\u{1B}[31merror:\u{1B}[0m bad  ]0;title   [2J")
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
        #expect(mode.style(isTerminal: isTerminal, environment: environment).isColored == isColored)
    }
}
