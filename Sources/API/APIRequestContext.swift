import Hummingbird
import Logging
import NIOCore

/// What Hummingbird keeps of a request, and what its sender may do.
struct APIRequestContext: Hummingbird.RequestContext {
    var coreContext: CoreRequestContextStorage
    var access = Access.everything

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
