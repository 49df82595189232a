/// Schemas that are alike but for a word.
extension OpenAPIDocument {
    /// Of an answer that is always the same text.
    ///
    /// - Parameter id: the name of an id that comes with it.
    static func message(_ text: String, id: String? = nil) -> String {
        #"""
        {
          "type": "object",
          "required": ["message"\#(id.map { #", "\#($0)""# } ?? "")],
          "properties": {
            "message": {"type": "string", "const": "\#(text)"}
            \#(id.map { ##", "\##($0)": {"$ref": "#/components/schemas/ID"}"## } ?? "")
          },
          "additionalProperties": false
        }
        """#
    }

    /// Of an answer that tells how many tasks something was done to.
    static func count(_ name: String) -> String {
        #"""
        {
          "type": "object",
          "required": ["\#(name)", "more"],
          "properties": {
            "\#(name)": {"type": "integer", "minimum": 0},
            "more": {"type": "boolean", "description": "One request could not do all: send it again."}
          },
          "additionalProperties": false
        }
        """#
    }
}
