import JSON

/// One operation: what is its own. What all of them have alike is added here, so that it is said once.
struct OpenAPIOperation {
    enum Method: String {
        case get, post, put, patch, delete
    }

    let method: Method
    let path: String
    let id: String
    let tag: String
    let summary: String
    let description: String?
    /// Whether nobody needs a key for it; such requests are not counted either.
    let isOpen: Bool
    let parameters: [OpenAPIPart]
    let body: OpenAPIBody?
    let answers: [OpenAPIAnswer]
    /// The statuses of the problems that it can answer with.
    let problems: [Int]

    init(
        _ method: Method, _ path: String, id: String, tag: String, summary: String, description: String? = nil,
        isOpen: Bool = false, parameters: [OpenAPIPart] = [], body: OpenAPIBody? = nil, answers: OpenAPIAnswer...,
        problems: [Int] = []
    ) {
        self.method = method
        self.path = path
        self.id = id
        self.tag = tag
        self.summary = summary
        self.description = description
        self.isOpen = isOpen
        self.parameters = parameters
        self.body = body
        self.answers = answers
        self.problems = problems
    }

    func write(into json: inout JSONWriter) {
        json.key(escaping: method.rawValue)
        json.object { json in
            json.field("operationId", id)
            json.array("tags") { $0.string(tag) }
            json.field("summary", summary)
            if let description { json.field("description", description) }
            if isOpen { json.array("security") { _ in } }
            if !parameters.isEmpty {
                json.array("parameters") { json in
                    for parameter in parameters { json.text(parameter.text(.parameters)) }
                }
            }
            body?.write(into: &json)
            json.object("responses") { writeAnswers(into: &$0) }
        }
    }

    /// What any request may be answered with: its head is not what it must be, or what it expects can't be met.
    private static let ofAll = [400, 417]

    /// A body is waited for all the same, to be refused.
    private var isChangeWithoutBody: Bool { body == nil && method != .get }

    private func writeAnswers(into json: inout JSONWriter) {
        for answer in answers {
            json.key(escaping: String(answer.status))
            answer.write(into: &json, isCounted: !isOpen)
        }
        for status in Set(Self.ofAll + (isChangeWithoutBody ? [408] : []) + problems).sorted() {
            json.key(escaping: String(status))
            json.text(OpenAPIProblem.reference(status))
        }
    }
}
