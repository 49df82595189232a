import CDocuments

/// The OpenAPI document of this API: the file `openapi.yaml` in this folder, which is embedded at build time.
///
/// The file is written by hand. Tests compare it with the routes, the parsers and the responses.
enum OpenAPIDocument {
    /// The file as it is.
    static let yaml = String(cString: carillon_openapi_yaml())

    /// The same document in JSON.
    static let json = json(from: yaml)

    /// Converts YAML of the kind that the file has: JSON with comment lines and with strings that continue on the next
    /// line. Joins the lines with one space, as YAML 1.2 (7.3.1) folds the lines of a quoted string.
    static func json(from yaml: String) -> String {
        yaml.split(separator: "\n")
            .map { $0.drop { $0 == " " } }
            .filter { !$0.isEmpty && $0.first != "#" }
            .joined(separator: " ")
    }
}
