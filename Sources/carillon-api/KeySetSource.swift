import Foundation
import HTTPEngine
import Launch

/// Where the keys come from that tokens are signed with.
enum KeySetSource {
    /// How much is read, in bytes.
    static let maximumBytes = 256 * 1024
    /// How long an issuer may take to answer.
    static let patience = Duration.seconds(5)

    struct Failure: Error, CustomStringConvertible {
        let description: String
    }

    static func read(_ file: String, _ settings: Settings) throws -> [UInt8] {
        guard let handle = FileHandle(forReadingAtPath: file),
            let data = try? handle.read(upToCount: maximumBytes), !data.isEmpty
        else {
            throw settings.invalid(CarillonAPI.keySet, expected: "a URL, or a file that can be read")
        }
        return Array(data)
    }

    static func fetch(_ url: String) async throws -> [UInt8] {
        // Redirects are not followed: the key set comes from the configured URL only.
        let engine = HTTPEngine(
            .init(keptConnections: 1, authorities: ProcessInfo.processInfo.environment["SSL_CERT_FILE"]))
        let request = HTTPRequest(url: url, timeout: patience, keptBody: maximumBytes, readBody: maximumBytes)
        do {
            let response = try await engine.execute(request)
            await engine.shutDown()
            guard response.status == 200 else { throw Failure(description: "the answer is \(response.status)") }
            guard response.bodyEnd == .complete else {
                throw Failure(description: "the answer is too long or broken off")
            }
            return response.body
        } catch let failure as HTTPFailure {
            await engine.shutDown()
            throw Failure(description: "the server \(failure)")
        }
    }
}
