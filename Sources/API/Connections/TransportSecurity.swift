import Foundation

#if HTTPS
    import NIOSSL
#endif

/// The certificate of the API and its key. Without the package trait `HTTPS` there is none.
public struct TransportSecurity: Sendable {
    /// Why they can't be used. It never shows what is in the files.
    public enum Fault: Error, Hashable, Sendable {
        case certificate
        case key
        /// The key is that of another certificate.
        case mismatch
    }

    #if HTTPS
        let configuration: TLSConfiguration

        /// - Parameters:
        ///   - certificateFile: in PEM: the certificate, and then those up to an authority that clients know.
        ///   - keyFile: in PEM, and not encrypted.
        public init(certificateFile: String, keyFile: String) throws(Fault) {
            guard let certificates = try? NIOSSLCertificate.fromPEMFile(certificateFile), !certificates.isEmpty else {
                throw .certificate
            }
            // A callback in place of a question on the terminal.
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
