/// The keys that tokens are signed with were given, once and for all, and can't be used.
struct UnusableKeySetError: Error, CustomStringConvertible {
    var reason: any Error

    var description: String { "CARILLON_JWT_JWKS can't be used: \(reason)" }
}
