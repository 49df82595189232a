import Hummingbird
import Logging
import NIOCore

/// What Hummingbird keeps of a request.
struct APIRequestContext: Hummingbird.RequestContext {
    var coreContext: CoreRequestContextStorage

    init(source: ApplicationRequestContextSource) {
        coreContext = .init(source: source)
    }
}
