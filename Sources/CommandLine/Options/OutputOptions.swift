import ArgumentParser

/// The flags that say how the answer is shown.
struct OutputOptions: ParsableArguments {
    @Flag(help: "Show what the API answers, as one JSON document.")
    var json = false

    @Option(help: "Use colours: auto, always or never.")
    var color = ColorMode.auto
}
