/// The API does not start: others could reach it, and it would ask them for no key.
public struct UnprotectedAPIError: Error, Sendable, CustomStringConvertible {
    let host: String

    public var description: String {
        "CARILLON_HTTP_HOST is \(host), which others can reach, and there is no key to the API yet: set "
            + "CARILLON_ADMIN_KEY, or make a key while it listens on 127.0.0.1"
    }
}
