import ArgumentParser

/// `carillon completion`.
struct Completion: AsyncParsableCommand {
    static let configuration = CommandConfiguration(
        abstract: "Print a script that completes commands in your shell.",
        discussion: """
            bash:  source <(carillon completion bash)
            zsh:   carillon completion zsh > ~/.zfunc/_carillon
            fish:  carillon completion fish > ~/.config/fish/completions/carillon.fish
            """)

    @Argument(help: "bash, zsh or fish.")
    var shell: Shell

    enum Shell: String, ExpressibleByArgument, CaseIterable {
        case bash, zsh, fish
    }

    func run() async throws {
        let script = CarillonCommand.completionScript(
            for: shell == .bash ? .bash : shell == .zsh ? .zsh : .fish)
        try CommandEnvironment.current.output.write(script + "\n")
    }
}
