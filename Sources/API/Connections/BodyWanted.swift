/// The body of the request is about to be read: a client that waits for `100 Continue` gets it now.
struct BodyWanted: Sendable {}
