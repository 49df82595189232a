extension HTTPEngine {
    /// Sends a request and hands out the answer's body while it comes.
    ///
    /// - Parameters:
    ///   - request: how much of the body is kept and read does not count.
    ///   - receive: called with the answer, without its body, and the next part of the body. It returns whether to go
    ///     on. While it works, the server is held back.
    /// - Returns: the answer once its body has ended, without the body; `nil` if `receive` ended it.
    /// - Throws: ``HTTPFailure`` if there is no answer; what `receive` throws.
    public func stream(
        _ request: HTTPRequest, receive: (HTTPResponse, [UInt8]) async throws -> Bool
    ) async throws -> HTTPResponse? {
        var request = request
        request.keptBody = 0
        request.readBody = .max
        let pipe = BodyPipe()
        let job = TransferJob(request, pipe: pipe)
        async let response = finish(job, pipe)
        do {
            while let (head, bytes) = await pipe.next(goOn: { resume(job) }) {
                guard try await receive(head, bytes) else {
                    cancel(job)
                    _ = try? await response
                    return nil
                }
            }
        } catch {
            cancel(job)
            _ = try? await response
            throw error
        }
        return try await response
    }

    private func finish(_ job: TransferJob, _ pipe: BodyPipe) async throws(HTTPFailure) -> HTTPResponse {
        defer { pipe.close() }
        return try await perform(job)
    }
}
