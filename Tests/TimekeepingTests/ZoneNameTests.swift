import Testing

@testable import Timekeeping

@Suite struct ZoneNameTests {
    /// Names of Windows and Outlook map to the places of Unicode's CLDR.
    @Test(
        arguments: [
            ("W. Europe Standard Time", "Europe/Berlin"), ("Eastern Standard Time", "America/New_York"),
            ("India Standard Time", "Asia/Kolkata"), ("GMT Standard Time", "Europe/London"), ("UTC", "UTC"),
            ("UTC-11", "Etc/GMT+11"), ("FLE Standard Time", "Europe/Kyiv"), ("Nepal Standard Time", "Asia/Kathmandu"),
            ("US Mountain Standard Time", "America/Phoenix"), ("Lord Howe Standard Time", "Australia/Lord_Howe"),
        ])
    func aWindowsNameIsAPlace(_ name: String, _ place: String) {
        #expect(Zone(identifier: name)?.identifier == place)
    }

    @Test func everyWindowsNameIsKnown() {
        #expect(WindowsZones.places.count == 139)
        for (name, place) in WindowsZones.places {
            #expect(Zone(identifier: name)?.identifier == place, "\(name)")
        }
    }

    @Test(
        arguments: [
            ("CET", "CET is an abbreviation that does not say when clocks change: give a place such as Europe/Berlin"),
            ("pst", "such as America/Los_Angeles"), ("+02:00", "or Etc/GMT-2, which is always UTC+2"),
            ("UTC-5", "or Etc/GMT+5, which is always UTC-5"), ("GMT+0530", "an offset does not say when clocks change"),
            ("europe/berlin", "did you mean Europe/Berlin?"), ("utc", "did you mean UTC?"),
            ("America/New York", "did you mean America/New_York?"), ("berlin", "did you mean Europe/Berlin?"),
            ("w. europe standard time", "did you mean Europe/Berlin?"),
            ("Mars/Base", "must be an IANA name such as Europe/Berlin, or UTC"), ("", "must be an IANA name"),
        ])
    func theProblemNamesWhatWasMeant(_ name: String, _ part: String) {
        #expect(Zone(identifier: name) == nil)
        let problem = ZoneName.problem(with: name)
        #expect(problem.hasPrefix("must be an IANA name such as Europe/Berlin, or UTC"))
        #expect(problem.contains(part), "\(problem)")
    }

    @Test(arguments: [
        "+", "-", "UTC", "+99:99", "+-1", "ä", "\0", String(repeating: "x", count: 100_000), "GMT+", "//", "+٣",
    ])
    func anyNameHasAProblemThatCanBeSaid(_ name: String) {
        #expect(ZoneName.problem(with: name).hasPrefix("must be"))
    }
}
