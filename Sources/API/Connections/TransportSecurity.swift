import Foundation

#if HTTPS
    import NIOSSL
#endif

/// The certificate of the API and its key. Without the package trait `HTTPS` there is none.
public struct TransportSecurity: Sendable {
    /// Why the files can't be used. The text never shows their contents.
    public enum Fault: Error, Hashable, Sendable {
        case certificate
        case key
        /// The key does not belong to the certificate.
        case mismatch
    }

    #if HTTPS
        let configuration: TLSConfiguration

        /// - Parameters:
        ///   - certificateFile: PEM: the certificate, followed by those of the authorities up to one that clients know.
        ///   - keyFile: PEM, not encrypted.
        public init(certificateFile: String, keyFile: String) throws(Fault) {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(certificateFile), !certificates.isEmpty else {
                throw .certificate
            }
            // The callback prevents a prompt on the terminal.
            guard let text = FileManager.default.contents(atPath: keyFile),
                let key = try? NIOSSLPrivateKey(bytes: Array(text), format: .pem, passphraseCallback: { $0([UInt8]()) })
            else { throw .key }
            var configuration = TLSConfiguration.makeServerConfiguration(
                certificateChain: certificates.map { .certificate($0) }, privateKey: .privateKey(key))
            configuration.minimumTLSVersion = .tlsv12
            guard (try? NIOSSLContext(configuration: configuration)) != nil else { throw .mismatch }
            self.configuration = configuration
        }
    #else
        private init() {}
    #endif
}
