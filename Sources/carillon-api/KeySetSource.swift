import AsyncHTTPClient
import Foundation
import Launch
import NIOCore
import NIOHTTP1

/// Where the keys come from that tokens are signed with.
enum KeySetSource {
    /// How much is read, in bytes.
    static let maximumBytes = 256 * 1024
    /// How long an issuer may take to answer.
    static let patience = TimeAmount.seconds(5)

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
        // Whoever answers for the issuer must not send us elsewhere.
        let configuration = HTTPClient.Configuration(redirectConfiguration: .disallow)
        return try await HTTPClient.withHTTPClient(configuration: configuration) { client in
            let response = try await client.execute(HTTPClientRequest(url: url), timeout: patience)
            guard response.status == .ok else { throw Failure(description: "the answer is \(response.status.code)") }
            return Array(buffer: try await response.body.collect(upTo: maximumBytes))
        }
    }
}
