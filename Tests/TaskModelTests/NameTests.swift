import TaskModel
import Testing

@Suite struct NameTests {
    @Test(arguments: ["a", "nightly-report", "billing:2026.06_x", String(repeating: "n", count: 128)])
    func namesOfTasks(_ text: String) {
        #expect(TaskName(text)?.description == text)
    }

    @Test(arguments: [
        "é", "Größe", "обзор-недели", "夜间报告", "تقرير", "दैनिक", "レポート", "보고서", "ไทย", "x\u{301}", "٣", "ﬁ",
        String(repeating: "語", count: 128),
    ])
    func namesInAnyLanguage(_ text: String) {
        #expect(TaskName(text) != nil, "\(text)")
        let tag: TaskTag? = TaskTag(text)
        #expect(tag != nil || text.unicodeScalars.count > 64, "\(text)")
    }

    /// What looks the same is the same.
    @Test func namesAreComposed() {
        #expect(TaskName("e\u{301}")?.rawValue.unicodeScalars.count == 1)
        for name in ["e\u{301}", "\u{1112}\u{1161}\u{11AB}", "A\u{30A}"] {
            let composed = TaskName(name)?.rawValue ?? ""
            #expect(TaskName(composed)?.rawValue.utf8.elementsEqual(composed.utf8) == true)
            #expect(!composed.utf8.elementsEqual(name.utf8))
        }
        let tag = TaskTag(String("e\u{301}"))
        #expect(tag?.rawValue.utf8.count == 2)
        // As long as it is once composed.
        #expect(TaskName(String(repeating: "e\u{301}", count: 128)) != nil)
        #expect(TaskName(String(repeating: "e\u{301}", count: 129)) == nil)
    }

    @Test(arguments: [
        "", " ", "a b", "a/b", "a\n", String(repeating: "n", count: 129), "\u{301}a", "a\u{200B}b", "a\u{202E}b",
        "a\u{2066}b", "a\u{A0}b", "a\u{3000}b", "😀", "a\u{0}", "½", "Ⅳ", "a，b", "a\u{FEFF}", "a\u{200D}b", "№", "€",
        String(repeating: "語", count: 129), "a%b", "a\\b", "\u{E000}", "\u{10FFFF}",
        // Letters and marks that can't be seen.
        "\u{3164}", "a\u{3164}", "a\u{115F}b", "a\u{1160}", "a\u{FFA0}", "a\u{34F}b", "a\u{FE0F}", "a\u{180B}",
        "a\u{17B4}", "a\u{E0100}", "a\u{AD}b", "a\u{2060}b", "a\u{2028}b",
    ])
    func whatIsNoName(_ text: String) {
        #expect(TaskName(text) == nil)
        #expect(TaskGroup(text) == nil)
    }

    @Test(arguments: ["größe", "夜间", "обзор", "دوره", "a", "0", "a.b_c-d", String(repeating: "ü", count: 63)])
    func groups(_ text: String) {
        #expect(TaskGroup(text)?.rawValue == text)
        #expect(LimitName("group:\(text)")?.text == "group:\(text)")
    }

    @Test(arguments: ["Größe", "ÜBER", "Обзор", ".a", "-ü", "_", "a:b", "ǅ", String(repeating: "ü", count: 64)])
    func whatIsNoGroup(_ text: String) {
        #expect(TaskGroup(text) == nil)
    }

    @Test(arguments: ["👩‍👩‍👧", "می‌خواهم", "❤️", "🏴󠁧󠁢󠁥󠁮󠁧󠁿", "a b", "a\u{A0}b"])
    func tagsOfJoinedCharacters(_ text: String) {
        let tag: TaskTag? = TaskTag(text)
        #expect(tag != nil)
    }

    @Test(arguments: [
        "a\u{200B}b", "\u{FEFF}a", "a\u{2060}", "\u{200D}", "\u{FE0F}\u{FE0F}", "a\u{2028}b", "a\u{2029}", "a\u{A0}",
        "\u{3000}a", "\u{3164}", "a\u{AD}b", "a\u{85}b",
    ])
    func whatCannotBeSeenIsNoTag(_ text: String) {
        let tag: TaskTag? = TaskTag(text)
        #expect(tag == nil)
    }

    @Test(arguments: ["a\u{202E}b", "a\u{2066}", "\u{200F}", "a,b", " a", "a ", "", String(repeating: "語", count: 65)])
    func whatIsNoTag(_ text: String) {
        #expect(TaskTag(text) == nil)
    }

    /// A character is never cut in half: not in its bytes, and not in what Unicode calls parts of it.
    @Test func textsAreCutBetweenCharacters() {
        for text in ["é", "e\u{301}", "語", "😀", "🇩🇪", "👩‍👩‍👧", "क्षि"] {
            for prefix in 0...20 {
                let whole = String(repeating: "x", count: prefix) + text + "yz"
                for limit in 0...whole.utf8.count {
                    let cut = RunError.cut(whole, to: limit)
                    #expect(cut.utf8.count <= limit && whole.utf8.starts(with: cut.utf8))
                    guard prefix > 0 else { continue }
                    let isWhole =
                        cut.allSatisfy { $0 == "x" } || cut.hasPrefix(String(repeating: "x", count: prefix) + text)
                    #expect(isWhole, "\(whole) to \(limit): \(cut)")
                }
            }
        }
    }

    @Test func idempotencyKeysArePrintable() {
        let fingerprint = String(repeating: "0", count: 64)
        for key in ["k", "report-2030#1", String(repeating: "~", count: 255)] {
            #expect(IdempotencyKey(key: key, fingerprint: fingerprint)?.key == key)
        }
        for key in ["", "a b", "a\u{7F}", "a\tb", "é", String(repeating: "k", count: 256)] {
            #expect(IdempotencyKey(key: key, fingerprint: fingerprint) == nil, "\(key)")
        }
    }
}
