/// What the API answered, where it was no error.
struct APIResponse: Sendable {
    var status: Int
    var etag: String?
    var body: [UInt8]

    /// - Throws: ``Failure`` where the answer is no JSON: it is then from something else than the API.
    func json() throws -> JSONValue {
        do {
            return try JSONValue(parsing: body)
        } catch {
            throw Failure(
                .unavailable, "the server's answer is no JSON", hint: "is that the address of Carillon's API?")
        }
    }
}
