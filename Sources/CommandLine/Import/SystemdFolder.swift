/// The timers of a folder of unit files, each with the files that add to it.
struct SystemdFolder: Sendable {
    /// A timer as it is read: its own file, and then the drop-ins.
    struct Timer: Sendable {
        /// Without the folder.
        var name: String
        var path: String
        var unit: SystemdUnit
    }

    let path: String
    private(set) var timers: [Timer] = []
    /// Files that can't be read, or that belong to no timer here, and why.
    private(set) var faults: [(path: String, message: String)] = []

    /// - Parameters:
    ///   - names: of what is in the folder.
    ///   - list: the names in another folder; `nil` if there is none.
    ///   - read: the text of a file.
    init(
        _ path: String, names: [String], list: (String) throws -> [String]?, read: (String) throws -> String
    ) {
        self.path = path
        for name in names.sorted() where name.hasSuffix(".timer") {
            let file = "\(path)/\(name)"
            do {
                var timer = Timer(name: name, path: file, unit: SystemdUnit(parsing: try read(file), file: file))
                for file in dropIns(of: name, among: names, list) {
                    do { timer.unit.add(try read(file), file: file) } catch { fail(file, error) }
                }
                timers.append(timer)
            } catch {
                fail(file, error)
            }
        }
        for name in names.sorted() where name.hasSuffix(".timer.d") && !names.contains(String(name.dropLast(2))) {
            // A name that ends with a dash stands for all timers that begin with it.
            guard !name.hasSuffix("-.timer.d") else { continue }
            for file in configurations("\(path)/\(name)", list) {
                faults.append((file, "\(name.dropLast(2)) is not in the folder: import the folder that has it, too"))
            }
        }
    }

    private mutating func fail(_ file: String, _ error: any Error) {
        let message = (error as? Failure)?.message ?? "\(error)"
        faults.append((file, message.contains("UTF-8") ? "it is not in UTF-8" : "it can't be read, or it is masked"))
    }

    /// `a-b.timer.d`, `a-.timer.d` and `timer.d`, as systemd.unit(5) has it: a file in one hides those of the same name in
    /// the ones after it, and all are read in the order of their names.
    private func dropIns(of timer: String, among names: [String], _ list: (String) throws -> [String]?) -> [String] {
        var folders = ["\(timer).d"]
        var stem = timer.dropLast(".timer".count)
        while let dash = stem.dropLast().lastIndex(of: "-") {
            stem = stem[...dash]
            folders.append("\(stem).timer.d")
        }
        folders.append("timer.d")
        var files: [String: String] = [:]
        for folder in folders where names.contains(folder) {
            for file in configurations("\(path)/\(folder)", list) {
                let name = String(file.split(separator: "/").last ?? "")
                files[name] = files[name] ?? file
            }
        }
        return files.sorted { $0.key < $1.key }.map(\.value)
    }

    private func configurations(_ folder: String, _ list: (String) throws -> [String]?) -> [String] {
        ((try? list(folder)) ?? []).filter { $0.hasSuffix(".conf") }.sorted().map { "\(folder)/\($0)" }
    }
}
