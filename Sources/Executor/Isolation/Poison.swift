internal import Messages

#if DEBUG
    internal import Foundation
    internal import JSON
#endif

/// A run that ends the process that performs it, for tests.
///
/// In debug builds `CARILLON_POISON=<text>` has every run whose payload contains the text end its process, as a fault in
/// an action would. In release builds there is nothing of it.
enum Poison {
    #if DEBUG
        private static let text = ProcessInfo.processInfo.environment["CARILLON_POISON"]
    #endif

    static func taste(_ request: RunRequest) {
        #if DEBUG
            guard let text, !text.isEmpty else { return }
            if String(decoding: request.payload.bytes, as: UTF8.self).contains(text) { abort() }
        #endif
    }
}
