import ArgumentParser

/// `carillon keys`.
struct Keys: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Make, list and revoke API keys.", subcommands: [CreateKey.self, ListKeys.self, RevokeKey.self])
}
