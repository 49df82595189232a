/// The body of a request took too long to arrive.
struct RequestTimedOut: Error, Hashable {}
