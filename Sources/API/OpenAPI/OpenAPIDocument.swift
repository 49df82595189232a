import JSON

/// The OpenAPI document of this API. Its parts are in the files beside this one, as JSON or as what writes it: what
/// changes in a route or in an answer is to be changed there, too. Tests compare it with the routes, the parsers and
/// the answers.
enum OpenAPIDocument {
    static let mediaType = "application/json"

    /// The whole document.
    static let text: String = {
        let schemas = joined([
            commonSchemas, keySchemas, taskRequestSchemas, taskPartSchemas, taskSchemas, taskAnswerSchemas, runSchemas,
            actionSchemas, eventSchemas, limitSchemas, calendarSchemas, backfillSchemas, recurrenceSchemas,
            previewSchemas,
        ])
        let shared = """
            {
            "securitySchemes": \(security),
            "parameters": \(object(parameters, .parameters)),
            "headers": \(object(headers, .headers)),
            "responses": \(OpenAPIProblem.components),
            "schemas": \(schemas)
            }
            """
        let operations =
            tasks + taskByID + taskControls + backfills + manyTasks + namedTasks + dead + events + actions + limits
            + calendars
            + recurrences
            + keys + service
        return unwrapped(joined([head, "{\"paths\": \(paths(operations))}", "{\"components\": \(shared)}"]))
    }()

    /// One object with the members of several.
    private static func joined(_ objects: [String]) -> String {
        "{" + objects.map { $0.dropFirst().dropLast() }.joined(separator: ",") + "}"
    }

    /// Makes one line of all, with a space between them: so a long string, too, may go on in the next line, and be
    /// indented as its surroundings are, which JSON by itself does not let it.
    private static func unwrapped(_ json: String) -> String {
        json.split(separator: "\n").map { $0.drop { $0 == " " } }.joined(separator: " ")
    }

    private static func paths(_ operations: [OpenAPIOperation]) -> String {
        let byPath = Dictionary(grouping: operations, by: \.path)
        var written: Set<String> = []
        return JSONWriter.text { json in
            for path in operations.map(\.path) where written.insert(path).inserted {
                json.key(escaping: path)
                json.object { json in
                    for operation in byPath[path] ?? [] { operation.write(into: &json) }
                }
            }
        }
    }

    private static func object(_ parts: KeyValuePairs<String, OpenAPIPart>, _ kind: OpenAPIPart.Kind) -> String {
        JSONWriter.text { json in
            for (name, part) in parts {
                json.key(escaping: name)
                json.text(part.text(kind))
            }
        }
    }
}
