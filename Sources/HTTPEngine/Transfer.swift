internal import CCurl
internal import Glibc

/// A handle of libcurl and the request that it performs. Used on the engine's thread only.
final class Transfer {
    let handle: UnsafeMutableRawPointer
    private let configuration: HTTPEngine.Configuration
    private let errorText: UnsafeMutablePointer<CChar>
    private var job: TransferJob?
    private var completion: EngineMailbox.Completion?
    private var fields: UnsafeMutablePointer<curl_slist>?
    /// The memory from which libcurl reads the body of the request.
    private var payload: UnsafeMutableRawBufferPointer?

    private var head = ResponseHead()
    private var body: [UInt8] = []
    private var received = 0
    private var repeats = 0
    /// The time limit of the next try, in milliseconds.
    private var timeLeft: Int?

    /// - Returns: `nil` if there is no memory.
    init?(_ configuration: HTTPEngine.Configuration) {
        guard let handle = curl_easy_init() else { return nil }
        self.handle = handle
        self.configuration = configuration
        errorText = .allocate(capacity: Int(CURL_ERROR_SIZE))
        errorText.initialize(repeating: 0, count: Int(CURL_ERROR_SIZE))
        setUp()
    }

    deinit {
        curl_easy_cleanup(handle)
        curl_slist_free_all(fields)
        payload?.deallocate()
        errorText.deallocate()
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> Transfer? {
        context.map { Unmanaged<Transfer>.fromOpaque($0).takeUnretainedValue() }
    }

    /// Sets the options that are the same for all requests.
    private func setUp() {
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_set_pointer(handle, CURLOPT_PRIVATE, context)
        ccurl_set_pointer(handle, CURLOPT_ERRORBUFFER, errorText)
        ccurl_set_long(handle, CURLOPT_NOSIGNAL, 1)
        // No environment variable, no file and no other protocol has an influence.
        ccurl_set_string(handle, CURLOPT_PROTOCOLS_STR, "http,https")
        ccurl_set_string(handle, CURLOPT_REDIR_PROTOCOLS_STR, "http,https")
        ccurl_set_string(handle, CURLOPT_PROXY, "")
        ccurl_set_long(handle, CURLOPT_NETRC, 0)
        ccurl_set_long(handle, CURLOPT_FOLLOWLOCATION, 0)
        ccurl_set_long(handle, CURLOPT_HTTP09_ALLOWED, 0)
        ccurl_set_long(handle, CURLOPT_PATH_AS_IS, 1)
        // Without it, a cancelled transfer waits for the resolver and blocks the whole engine.
        ccurl_set_long(handle, CURLOPT_QUICK_EXIT, 1)
        ccurl_set_long(handle, CURLOPT_MAXAGE_CONN, 60)
        ccurl_set_long(handle, CURLOPT_CONNECTTIMEOUT_MS, configuration.connectTimeout.milliseconds)
        switch configuration.version {
        case .automatic: ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2TLS)
        case .http1: ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_1_1)
        case .http2: ccurl_set_long(handle, CURLOPT_HTTP_VERSION, CURL_HTTP_VERSION_2_PRIOR_KNOWLEDGE)
        }
        ccurl_set_long(handle, CURLOPT_SSLVERSION, CURL_SSLVERSION_TLSv1_2)
        // All connections share the store of authorities, which is read once, only if it is a file and not a folder.
        if let file = configuration.authorities ?? Self.systemAuthorities {
            ccurl_set_string(handle, CURLOPT_CAINFO, file)
            ccurl_set_string(handle, CURLOPT_CAPATH, nil)
        }
        setCallbacks(context)
    }

    private static let systemAuthorities = [
        "/etc/ssl/certs/ca-certificates.crt", "/etc/pki/tls/certs/ca-bundle.crt", "/etc/ssl/ca-bundle.pem",
        "/etc/ssl/cert.pem",
    ].first { (file: String) in access(file, R_OK) == 0 }

    private func setCallbacks(_ context: UnsafeMutableRawPointer) {
        ccurl_on_data(handle, CURLOPT_HEADERFUNCTION) { bytes, size, count, context in
            guard let transfer = Transfer.at(context) else { return 0 }
            let line = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.head.take(line) ? line.count : 0
        }
        ccurl_set_pointer(handle, CURLOPT_HEADERDATA, context)
        ccurl_on_data(handle, CURLOPT_WRITEFUNCTION) { bytes, size, count, context in
            guard let transfer = Transfer.at(context) else { return 0 }
            let chunk = UnsafeRawBufferPointer(start: bytes, count: size * count)
            return transfer.take(chunk)
        }
        ccurl_set_pointer(handle, CURLOPT_WRITEDATA, context)
        guard configuration.openSocket != nil else { return }
        ccurl_on_open_socket(handle) { context, _, address in
            guard let address else { return CURL_SOCKET_BAD }
            return Transfer.at(context)?.configuration.openSocket?(address) ?? CURL_SOCKET_BAD
        }
        ccurl_set_pointer(handle, CURLOPT_OPENSOCKETDATA, context)
    }

    // MARK: A request

    func begin(_ job: TransferJob, _ completion: EngineMailbox.Completion) {
        self.job = job
        self.completion = completion
        head.reset()
        body = []
        received = 0
        errorText[0] = 0
        repeats = 0
        timeLeft = nil
        let request = job.request
        ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, request.needsNewConnection ? 1 : 0)
        ccurl_set_long(handle, CURLOPT_LOW_SPEED_LIMIT, request.silence == nil ? 0 : 1)
        ccurl_set_long(handle, CURLOPT_LOW_SPEED_TIME, request.silence.map { max(1, $0.milliseconds / 1000) } ?? 0)
        ccurl_set_string(handle, CURLOPT_URL, request.url)
        ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, request.timeout?.milliseconds ?? 0)
        setMethod(request)
        setFields(request)
    }

    private func setMethod(_ request: HTTPRequest) {
        let takesBody = request.body != nil || request.method == "POST" || request.method == "PUT"
        guard takesBody else {
            ccurl_set_pointer(handle, CURLOPT_POSTFIELDS, nil)
            // This makes it a GET and resets what a HEAD before it may have set.
            ccurl_set_long(handle, CURLOPT_HTTPGET, 1)
            if request.method == "HEAD" { ccurl_set_long(handle, CURLOPT_NOBODY, 1) }
            let isPlain = request.method == "GET" || request.method == "HEAD"
            ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, isPlain ? nil : request.method)
            return
        }
        let bytes = request.body ?? []
        let copy = UnsafeMutableRawBufferPointer.allocate(byteCount: max(1, bytes.count), alignment: 1)
        copy.copyBytes(from: bytes)
        payload = copy
        ccurl_set_long(handle, CURLOPT_POST, 1)
        ccurl_set_offset(handle, CURLOPT_POSTFIELDSIZE_LARGE, Int64(bytes.count))
        ccurl_set_pointer(handle, CURLOPT_POSTFIELDS, copy.baseAddress)
        ccurl_set_string(handle, CURLOPT_CUSTOMREQUEST, request.method == "POST" ? nil : request.method)
    }

    private func setFields(_ request: HTTPRequest) {
        var list: UnsafeMutablePointer<curl_slist>?
        // A name without a value removes what libcurl would send: it would wait for "100 Continue" and label the body as a
        // form.
        list = curl_slist_append(list, "Expect:")
        for name in ["Accept", "Content-Type"] where !request.fields.contains(where: { $0.name == name }) {
            list = curl_slist_append(list, "\(name):")
        }
        for field in request.fields {
            // A semicolon sends a field without a value.
            let isEmpty = field.value.isEmpty
            list = curl_slist_append(list, isEmpty ? "\(field.name);" : "\(field.name): \(field.value)")
        }
        fields = list
        ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, list)
    }

    /// Takes a part of the body.
    ///
    /// - Returns: the result for libcurl: the size of the chunk, 0 to end the transfer, or `ccurl_pause` to pause it.
    private func take(_ chunk: UnsafeRawBufferPointer) -> Int {
        guard let job else { return 0 }
        if let pipe = job.pipe { return pipe.put(chunk, head: { response(.complete) }) ? chunk.count : ccurl_pause }
        let request = job.request
        received += chunk.count
        if body.count < request.keptBody { body.append(contentsOf: chunk.prefix(request.keptBody - body.count)) }
        return received <= request.readBody ? chunk.count : 0
    }

    /// Continues after a wait for the reader of the body.
    func resume() {
        curl_easy_pause(handle, CURLPAUSE_CONT)
    }

    // MARK: The result

    /// The number of times that a request is repeated that was not processed; libcurl's own repeats have the same limit.
    private static let maximumRepeats = 5

    /// Prepares another try on a new connection, if an HTTP/2 server did not process the request before it went away
    /// (`GOAWAY`), or a kept connection ended before any byte of the response. libcurl does so itself for a refused stream
    /// and for HTTP/1. A stream that the server reset with another code may have been processed.
    func startAgain(_ code: CURLcode) -> Bool {
        guard head.isUntouched else { return false }
        switch code {
        case CURLE_HTTP2: guard repeats < Self.maximumRepeats else { return false }
        case CURLE_PARTIAL_FILE:
            guard repeats == 0, ccurl_get_long(handle, CURLINFO_NUM_CONNECTS) == 0 else { return false }
        default: return false
        }
        repeats += 1
        errorText[0] = 0
        ccurl_set_long(handle, CURLOPT_FRESH_CONNECT, 1)
        if let timeout = job?.request.timeout {
            let used = Int(ccurl_get_offset(handle, CURLINFO_TOTAL_TIME_T) / 1000)
            timeLeft = max(1, (timeLeft ?? timeout.milliseconds) - used)
            ccurl_set_long(handle, CURLOPT_TIMEOUT_MS, timeLeft ?? 1)
        }
        return true
    }

    /// - Parameter code: libcurl's result of the transfer.
    func result(_ code: CURLcode) -> Result<HTTPResponse, HTTPFailure> {
        let failure = code == CURLE_OK ? nil : self.failure(code)
        guard head.isComplete else {
            return .failure(failure ?? HTTPFailure(.invalidResponse, "sent no answer in HTTP"))
        }
        // libcurl reads some malformed status lines differently from RFC 9112.
        guard head.status == ccurl_get_long(handle, CURLINFO_RESPONSE_CODE) else {
            return .failure(HTTPFailure(.invalidResponse, "sent no answer in HTTP: a malformed status line"))
        }
        var end = HTTPResponse.BodyEnd.complete
        if received > body.count {
            end = .cut
        } else if let failure {
            end = .broken(failure)
        }
        return .success(response(end))
    }

    /// The response as far as it came.
    private func response(_ end: HTTPResponse.BodyEnd) -> HTTPResponse {
        HTTPResponse(
            status: head.status, fields: head.fields, body: body, bodyEnd: end,
            version: ccurl_get_long(handle, CURLINFO_HTTP_VERSION),
            newConnections: ccurl_get_long(handle, CURLINFO_NUM_CONNECTS))
    }

    private func failure(_ code: CURLcode) -> HTTPFailure {
        if let fault = head.fault { return HTTPFailure(.invalidResponse, "sent no answer in HTTP: \(fault)") }
        return HTTPFailure(
            TransferEnd(
                code: code, text: String(cString: errorText),
                systemError: Int32(ccurl_get_long(handle, CURLINFO_OS_ERRNO)),
                verifyResult: ccurl_get_long(handle, CURLINFO_SSL_VERIFYRESULT),
                isResolved: ccurl_get_offset(handle, CURLINFO_NAMELOOKUP_TIME_T) > 0,
                isConnected: ccurl_get_offset(handle, CURLINFO_CONNECT_TIME_T) > 0,
                isReady: ccurl_get_offset(handle, CURLINFO_PRETRANSFER_TIME_T) > 0,
                timeout: job?.request.timeout, silence: job?.request.silence,
                connectTimeout: configuration.connectTimeout))
    }

    /// Removes the request from the handle.
    ///
    /// - Returns: the request and its caller; `nil` if there is none.
    func finish() -> (TransferJob, EngineMailbox.Completion)? {
        defer {
            job = nil
            completion = nil
            body = []
            ccurl_set_pointer(handle, CURLOPT_POSTFIELDS, nil)
            ccurl_set_pointer(handle, CURLOPT_HTTPHEADER, nil)
            curl_slist_free_all(fields)
            fields = nil
            payload?.deallocate()
            payload = nil
        }
        guard let job, let completion else { return nil }
        return (job, completion)
    }
}

extension Duration {
    /// The duration in milliseconds, rounded up, at least 1.
    var milliseconds: Int {
        let (seconds, attoseconds) = components
        let (whole, overflow) = seconds.multipliedReportingOverflow(by: 1000)
        if overflow { return .max }
        return max(1, Int(whole) + Int((attoseconds + 999_999_999_999_999) / 1_000_000_000_000_000))
    }
}
