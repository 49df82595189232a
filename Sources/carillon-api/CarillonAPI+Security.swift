import API
import Launch

extension CarillonAPI {
    /// - Throws: `SettingsError`, which never shows what is in the files.
    static func security(_ settings: Settings) throws -> TransportSecurity? {
        let certificateFile = settings.string(certificate)
        let keyFile = settings.string(key)
        guard !certificateFile.isEmpty || !keyFile.isEmpty else { return nil }
        guard !certificateFile.isEmpty, !keyFile.isEmpty else {
            throw SettingsError("\(certificate.variable) and \(key.variable) must both be set, or neither")
        }
        #if HTTPS
            do {
                return try TransportSecurity(certificateFile: certificateFile, keyFile: keyFile)
            } catch {
                switch error {
                case .certificate: throw settings.invalid(certificate, expected: "a PEM file with certificates")
                case .key: throw settings.invalid(key, expected: "a PEM file with a key that is not encrypted")
                case .mismatch:
                    throw SettingsError("\(key.variable) is not the key of the certificate in \(certificate.variable)")
                }
            }
        #else
            throw SettingsError(
                "\(certificate.variable) is set, and this program was built without TLS: build it with the package trait "
                    + "HTTPS")
        #endif
    }

    static func tokens(_ settings: Settings) throws -> TokenSettings? {
        let source = settings.string(keySet)
        guard !source.isEmpty else {
            for setting in [issuer, audience] where !settings.string(setting).isEmpty {
                throw SettingsError("\(setting.variable) is set, and \(keySet.variable) is not")
            }
            return nil
        }
        for setting in [issuer, audience] where settings.string(setting).isEmpty {
            throw SettingsError("\(setting.variable) must be set, since \(keySet.variable) is")
        }
        #if Tokens
            let isURL = source.hasPrefix("http://") || source.hasPrefix("https://")
            let fixed = isURL ? nil : try KeySetSource.read(source, settings)
            return TokenSettings(
                issuer: settings.string(issuer), audience: settings.string(audience), keysChange: isURL
            ) {
                if let fixed { fixed } else { try await KeySetSource.fetch(source) }
            }
        #else
            throw SettingsError(
                "\(keySet.variable) is set, and this program was built without JSON web tokens: build it with the package "
                    + "trait Tokens")
        #endif
    }
}
