/// A parameter, a header or a schema: by the name of a component, which a string literal is, or spelled out in JSON,
/// where nobody else has the same.
enum OpenAPIPart: ExpressibleByStringLiteral {
    case named(String)
    case own(String)

    /// Where a document keeps components of a kind.
    enum Kind: String {
        case parameters, headers, schemas, responses
    }

    init(stringLiteral name: String) {
        self = .named(name)
    }

    /// Its JSON.
    func text(_ kind: Kind) -> String {
        switch self {
        case .named(let name): ##"{"$ref": "#/components/\##(kind.rawValue)/\##(name)"}"##
        case .own(let json): json
        }
    }
}
