import ArgumentParser

/// The flags that say which server to speak with.
struct ConnectionOptions: ParsableArguments {
    @Option(help: "The API's URL. (default: CARILLON_SERVER, the config file, or \(ServerAddress.standard))")
    var server: String?

    @Option(help: "The API key; CARILLON_KEY or the config file keep it out of the list of processes.")
    var key: String?

    @Option(help: "The profile of the config file to use. (default: CARILLON_PROFILE, or what the file says)")
    var profile: String?

    @Flag(name: [.short, .long], help: "Tell on standard error what is sent.")
    var verbose = false

    var flags: ConnectionSettings.Flags { .init(server: server, key: key, profile: profile) }
}
