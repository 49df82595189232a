import Hummingbird
import Logging
import NIOCore

/// What Hummingbird keeps of a request, and what its sender may do.
struct APIRequestContext: Hummingbird.RequestContext {
    var coreContext: CoreRequestContextStorage
    var access = Access.everything
    /// Whether the sender may still do that, for answers that take long. Where nobody can tell, it may.
    var isStillAllowed: @Sendable () async -> Bool = { true }
    /// Whether only the head of the answer is wanted.
    var isHead = false
    /// Whether a web page of another origin may have sent the request.
    var isForeign = false
    /// The connection, or its stream.
    let channel: any Channel

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
        channel = source.channel
    }
}
