import Glibc

func write(_ text: String, to path: String) throws {
    let file = open(path, O_WRONLY | O_CREAT | O_TRUNC, 0o600)
    guard file >= 0 else { throw BrokerNode.Failure(description: "\(path): errno \(errno)") }
    defer { close(file) }
    let bytes = Array(text.utf8)
    guard Glibc.write(file, bytes, bytes.count) == bytes.count else {
        throw BrokerNode.Failure(description: "\(path): errno \(errno)")
    }
}

func readFile(_ path: String) -> String {
    let file = open(path, O_RDONLY)
    guard file >= 0 else { return "" }
    defer { close(file) }
    var result: [UInt8] = []
    var buffer = [UInt8](repeating: 0, count: 65536)
    while case let count = read(file, &buffer, buffer.count), count > 0 { result += buffer[..<count] }
    return String(decoding: result, as: UTF8.self)
}

/// A fresh directory that only we can read.
public func makeDirectory() throws -> String {
    var template = Array("\(environment("TMPDIR") ?? "/tmp")/amqp-test-XXXXXX".utf8CString)
    guard mkdtemp(&template) != nil else { throw BrokerNode.Failure(description: "mkdtemp: errno \(errno)") }
    return String(decoding: template.dropLast().map { UInt8(bitPattern: $0) }, as: UTF8.self)
}
