/// The OpenAPI document of this API. Its parts are JSON objects, in the files beside this one: what changes in a route or
/// in an answer is to be changed there, too. Tests compare it with the routes, the parsers and the answers.
enum OpenAPIDocument {
    static let mediaType = "application/json"

    /// The whole document.
    static let text: String = {
        let schemas = joined([
            commonSchemas, taskRequestSchemas, taskPartSchemas, taskSchemas, taskAnswerSchemas, runSchemas,
            actionSchemas, eventSchemas, limitSchemas, recurrenceSchemas, previewSchemas,
        ])
        let components = """
            {
            "securitySchemes": \(security),
            "parameters": \(parameters),
            "headers": \(headers),
            "responses": \(responses),
            "schemas": \(schemas)
            }
            """
        let paths = joined([
            tasks, taskByID, taskControls, manyTasks, namedTasks, dead, events, actions, limits, recurrences, keys,
            service,
        ])
        return joined([head, "{\"paths\": \(paths)}", "{\"components\": \(components)}"])
    }()

    /// One object with the members of several.
    private static func joined(_ objects: [String]) -> String {
        "{" + objects.map { $0.dropFirst().dropLast() }.joined(separator: ",") + "}"
    }
}
