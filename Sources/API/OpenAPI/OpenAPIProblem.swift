import JSON

/// A problem that operations answer with, of which there is one for each status.
struct OpenAPIProblem {
    let title: String
    let answer: OpenAPIAnswer
    /// Whether the request counts against the limit of a key, as one does whose head and body have arrived.
    let isCounted: Bool

    /// - Parameter errors: the JSON of the example's errors.
    init(
        _ status: Int, _ title: String, _ description: String, headers: KeyValuePairs<String, OpenAPIPart> = [:],
        isCounted: Bool = true, detail: String, errors: String? = nil
    ) {
        self.title = title
        self.isCounted = isCounted
        let example = JSONWriter.text { json in
            json.field("type", "about:blank")
            json.field("title", title)
            json.field("status", status)
            json.field("detail", detail)
            json.field("instance", "urn:carillon:request:c5a884b24b227d76a6116fce8f7eee6c")
            if let errors { json.text("errors", errors) }
        }
        answer = OpenAPIAnswer(
            status, description, headers: headers,
            content: OpenAPIContent(mediaType: Problem.mediaType, schema: "Problem", example: example))
    }

    /// The name of the component.
    private var name: String { title.filter { $0 != " " } }

    /// All of them, as components.
    static var components: String {
        JSONWriter.text { json in
            for problem in all {
                json.key(escaping: problem.name)
                problem.answer.write(into: &json, isCounted: problem.isCounted)
            }
        }
    }

    /// Refers to the one of a status.
    static func reference(_ status: Int) -> String {
        guard let problem = all.first(where: { $0.answer.status == status }) else {
            preconditionFailure("no problem is described for \(status)")
        }
        return OpenAPIPart.named(problem.name).text(.responses)
    }
}
