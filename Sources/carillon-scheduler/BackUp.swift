import Launch
import SQLiteStore

/// `carillon-scheduler backup FILE`: copies the database, also while the scheduler is at work.
struct BackUp {
    let source: String
    let target: String

    /// - Throws: ``SettingsError`` where not exactly one file is named.
    init(_ settings: Settings, _ operands: [String]) throws {
        guard operands.count == 1, let target = operands.first else {
            throw SettingsError("say where the copy goes: carillon-scheduler backup FILE")
        }
        source = settings.string(CarillonScheduler.database)
        self.target = target
    }

    func run() throws {
        let bytes = try DatabaseBackup(source: source, target: target).run()
        print("copied \(source) to \(target): \(bytes) bytes, checked")
    }
}
