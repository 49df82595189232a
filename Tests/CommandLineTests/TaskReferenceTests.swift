import Testing

@testable import CommandLine

struct TaskReferenceTests {
    @Test(arguments: [
        ("01a20a32-2089-740f-a0fb-5baf5e5b6f0b", "/tasks/01a20a32-2089-740f-a0fb-5baf5e5b6f0b"),
        ("01A20A32-2089-740F-A0FB-5BAF5E5B6F0B", "/tasks/01a20a32-2089-740f-a0fb-5baf5e5b6f0b"),
        ("nightly", "/tasks/by-name/nightly"), ("a/b c", "/tasks/by-name/a%2Fb%20c"),
        ("@01a20a32-2089-740f-a0fb-5baf5e5b6f0b", "/tasks/by-name/01a20a32-2089-740f-a0fb-5baf5e5b6f0b"),
        ("01a20a32-2089-740f-a0fb-5baf5e5b6f0", "/tasks/by-name/01a20a32-2089-740f-a0fb-5baf5e5b6f0"),
        ("ü", "/tasks/by-name/%C3%BC"),
    ])
    func path(text: String, path: String) {
        #expect(TaskReference(text).path == path)
    }
}
