extension CertificateAuthority {
    /// What can be wrong with a server's certificate.
    public enum Fault: String, CaseIterable, Sendable {
        case expired
        case notYetValid
        case selfSigned
        case wrongHost
    }

    /// A certificate for `localhost` that has a fault; a good one for `nil`.
    public func issue(_ fault: Fault?) async throws -> Issued {
        // A name for each, since tests run side by side.
        let file = "\(fault?.rawValue ?? "good")-\(UInt32.random(in: 0...UInt32.max))"
        try write(
            "subjectAltName=DNS:\(fault == .wrongHost ? "other.example" : "localhost")\n", to: path("\(file).ext"))
        try await openssl(
            "req", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:prime256v1", "-nodes", "-subj", "/CN=localhost",
            "-keyout", "\(file)-key.pem", "-out",
            "\(file).csr")
        if fault == .selfSigned {
            try await openssl(
                "x509", "-req", "-in", "\(file).csr", "-signkey", "\(file)-key.pem", "-days", "1", "-extfile",
                "\(file).ext", "-out", "\(file).pem")
        } else {
            let years: (Int, Int) =
                switch fault {
                case .expired: (2020, 2021)
                case .notYetValid: (2048, 2049)
                default: (2020, 2049)
                }
            try write("", to: path("\(file).index"))
            try write(
                """
                [ca]
                default_ca = own
                [own]
                database = \(file).index
                new_certs_dir = .
                serial = \(file).serial
                default_md = sha256
                policy = any
                [any]
                commonName = supplied
                """, to: path("\(file).cnf"))
            try await openssl(
                "ca", "-batch", "-config", "\(file).cnf", "-cert", "ca.pem", "-keyfile", "ca-key.pem", "-rand_serial",
                "-startdate", "\(years.0)0101000000Z", "-enddate", "\(years.1)0101000000Z", "-extfile", "\(file).ext",
                "-in", "\(file).csr", "-notext", "-out", "\(file).pem")
        }
        return Issued(certificateFile: path("\(file).pem"), keyFile: path("\(file)-key.pem"))
    }
}
