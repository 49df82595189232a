import CommandLine
import Foundation

/// The command line: `carillon --help` says what it can do.
@main
enum Carillon {
    static func main() async {
        let arguments = Array(ProcessInfo.processInfo.arguments.dropFirst())
        exit(await CarillonTool.run(arguments))
    }
}
