internal import CCurl
internal import Glibc

/// The engine's thread: takes commands, drives libcurl, hands out results and sleeps, until the command to stop.
///
/// Used on one thread only. No lock is held while a continuation is resumed.
final class EngineLoop {
    private let configuration: HTTPEngine.Configuration
    private let mailbox: EngineMailbox
    private let multi: UnsafeMutableRawPointer
    private let epoll: Int32
    private var events = [epoll_event](repeating: epoll_event(), count: 256)
    private var commands: [EngineMailbox.Command] = []
    private var underWay: [ObjectIdentifier: Transfer] = [:]
    /// Handles to use again: making one costs more than setting the options that differ.
    private var idle: [Transfer] = []
    /// The time of libcurl's next call, on CLOCK_MONOTONIC in nanoseconds.
    private var deadline: Int64?
    private var stopping: [CheckedContinuation<Void, Never>] = []
    private var isStopping = false

    /// Initializes libcurl once for the process, before any thread uses it.
    private static let isGlobalReady = curl_global_init(Int(CURL_GLOBAL_DEFAULT)) == CURLE_OK

    /// Whether a handle may be used again. Before 8.1.0 it keeps a pointer to the last header field of the response before,
    /// which is freed: a response whose first line is folded writes there, and any server can send one.
    private static let areHandlesReusable = curl_version_info(CURLVERSION_FIRST).pointee.version_num >= 0x08_01_00

    private final class Start: Sendable {
        let configuration: HTTPEngine.Configuration
        let mailbox: EngineMailbox

        init(_ configuration: HTTPEngine.Configuration, _ mailbox: EngineMailbox) {
            self.configuration = configuration
            self.mailbox = mailbox
        }
    }

    /// Runs a loop on a new thread until it receives the command to stop.
    static func start(_ configuration: HTTPEngine.Configuration, mailbox: EngineMailbox) {
        precondition(isGlobalReady, "libcurl can't be initialized")
        let start = Unmanaged.passRetained(Start(configuration, mailbox))
        var thread = pthread_t()
        let status = pthread_create(
            &thread, nil,
            { argument in
                guard let argument else { return nil }
                let start = Unmanaged<Start>.fromOpaque(argument).takeRetainedValue()
                ccurl_block_signals()
                EngineLoop(start.configuration, start.mailbox).run()
                return nil
            }, start.toOpaque())
        precondition(status == 0, "no thread for the HTTP engine: errno \(status)")
        pthread_detach(thread)
    }

    private init(_ configuration: HTTPEngine.Configuration, _ mailbox: EngineMailbox) {
        guard let multi = curl_multi_init() else { preconditionFailure("no memory for libcurl") }
        self.configuration = configuration
        self.mailbox = mailbox
        self.multi = multi
        epoll = epoll_create1(Int32(EPOLL_CLOEXEC))
        precondition(epoll >= 0, "no descriptor for the HTTP engine: errno \(errno)")
        _ = ccurl_epoll_set(epoll, EPOLL_CTL_ADD, mailbox.eventFD, EPOLLIN.rawValue)
        let context = Unmanaged.passUnretained(self).toOpaque()
        ccurl_multi_on_socket(multi) { _, descriptor, interest, context, known in
            EngineLoop.at(context)?.watch(descriptor, interest, isKnown: known != nil)
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_SOCKETDATA, context)
        ccurl_multi_on_timer(multi) { _, milliseconds, context in
            EngineLoop.at(context)?.setTimer(milliseconds)
            return 0
        }
        ccurl_multi_set_pointer(multi, CURLMOPT_TIMERDATA, context)
        ccurl_multi_set_long(multi, CURLMOPT_MAXCONNECTS, configuration.keptConnections)
    }

    private static func at(_ context: UnsafeMutableRawPointer?) -> EngineLoop? {
        context.map { Unmanaged<EngineLoop>.fromOpaque($0).takeUnretainedValue() }
    }

    // MARK: The loop

    private func run() {
        while true {
            runCommands()
            if isStopping { break }
            fireTimer()
            collect()
            wait()
        }
        finish()
    }

    private func runCommands() {
        mailbox.take(into: &commands)
        for command in commands {
            switch command {
            case .start(let job, let completion): start(job, completion)
            case .cancel(let job):
                if let transfer = underWay[ObjectIdentifier(job)] { end(transfer, with: .failure(.cancelled)) }
            case .resume(let job): underWay[ObjectIdentifier(job)]?.resume()
            case .stop(let continuation):
                isStopping = true
                if let continuation { stopping.append(continuation) }
            }
        }
        commands.removeAll(keepingCapacity: true)
    }

    private func start(_ job: TransferJob, _ completion: EngineMailbox.Completion) {
        guard !job.isCancelled else { return completion.resume(returning: .failure(.cancelled)) }
        guard job.request.isWellFormed else {
            return completion.resume(
                returning: .failure(HTTPFailure(.invalidRequest, "can't be asked: the request is malformed")))
        }
        guard let transfer = idle.popLast() ?? Transfer(configuration) else {
            return completion.resume(returning: .failure(HTTPFailure(.other, "can't be asked: out of memory")))
        }
        transfer.begin(job, completion)
        underWay[ObjectIdentifier(job)] = transfer
        let status = curl_multi_add_handle(multi, transfer.handle)
        if status != CURLM_OK {
            end(transfer, with: .failure(HTTPFailure(.other, "can't be asked: libcurl refuses (\(status.rawValue))")))
        }
    }

    /// Ends the transfers that libcurl has finished.
    private func collect() {
        var left: Int32 = 0
        while let message = curl_multi_info_read(multi, &left) {
            guard message.pointee.msg == CURLMSG_DONE, let handle = message.pointee.easy_handle,
                let context = ccurl_get_private(handle)
            else { continue }
            let transfer = Unmanaged<Transfer>.fromOpaque(context).takeUnretainedValue()
            let code = ccurl_result(message)
            if transfer.startAgain(code) {
                curl_multi_remove_handle(multi, handle)
                if curl_multi_add_handle(multi, handle) == CURLM_OK { continue }
            }
            end(transfer, with: transfer.result(code))
        }
    }

    private func end(_ transfer: Transfer, with result: Result<HTTPResponse, HTTPFailure>) {
        // Removing it closes its connection if the response was not read to its end.
        curl_multi_remove_handle(multi, transfer.handle)
        guard let (job, completion) = transfer.finish() else { return }
        underWay[ObjectIdentifier(job)] = nil
        if Self.areHandlesReusable, idle.count < configuration.keptConnections { idle.append(transfer) }
        completion.resume(returning: result)
    }

    private func finish() {
        for transfer in Array(underWay.values) { end(transfer, with: .failure(.cancelled)) }
        idle = []
        curl_multi_cleanup(multi)
        close(epoll)
        for command in mailbox.close() {
            switch command {
            case .start(_, let completion): completion.resume(returning: .failure(.cancelled))
            case .stop(let continuation?): stopping.append(continuation)
            case .cancel, .resume, .stop(nil): break
            }
        }
        for continuation in stopping { continuation.resume() }
    }

    // MARK: Sockets and time

    private func watch(_ descriptor: Int32, _ interest: Int32, isKnown: Bool) {
        guard interest != CURL_POLL_REMOVE else {
            // The socket may be closed by now, which has removed it.
            _ = ccurl_epoll_set(epoll, EPOLL_CTL_DEL, descriptor, 0)
            return
        }
        var events: UInt32 = 0
        if interest & CURL_POLL_IN != 0 { events |= EPOLLIN.rawValue }
        if interest & CURL_POLL_OUT != 0 { events |= EPOLLOUT.rawValue }
        let operation = isKnown ? EPOLL_CTL_MOD : EPOLL_CTL_ADD
        if ccurl_epoll_set(epoll, operation, descriptor, events) != 0 {
            let other = isKnown ? EPOLL_CTL_ADD : EPOLL_CTL_MOD
            _ = ccurl_epoll_set(epoll, other, descriptor, events)
        }
        // From now on libcurl passes `known` for it.
        if !isKnown { curl_multi_assign(multi, descriptor, Unmanaged.passUnretained(self).toOpaque()) }
    }

    private func setTimer(_ milliseconds: Int) {
        deadline = milliseconds < 0 ? nil : Self.now() + Int64(milliseconds) * 1_000_000
    }

    private func fireTimer() {
        var running: Int32 = 0
        // The call may set the timer to now again; other work is done first.
        if let due = deadline, due <= Self.now() {
            deadline = nil
            curl_multi_socket_action(multi, CURL_SOCKET_TIMEOUT, 0, &running)
        }
    }

    private func wait() {
        var timeout: Int32 = 60_000
        if let deadline {
            let left = max(0, deadline - Self.now())
            timeout = Int32(min(60_000, (left + 999_999) / 1_000_000))
        }
        if !mailbox.prepareToSleep() { timeout = 0 }
        let count = epoll_wait(epoll, &events, Int32(events.count), timeout)
        var isSignalled = false
        var running: Int32 = 0
        for index in 0..<max(0, Int(count)) {
            let event = events[index]
            guard event.data.fd != mailbox.eventFD else {
                isSignalled = true
                continue
            }
            var mask: Int32 = 0
            if event.events & EPOLLIN.rawValue != 0 { mask |= CURL_CSELECT_IN }
            if event.events & EPOLLOUT.rawValue != 0 { mask |= CURL_CSELECT_OUT }
            if event.events & (EPOLLERR.rawValue | EPOLLHUP.rawValue) != 0 { mask |= CURL_CSELECT_ERR }
            curl_multi_socket_action(multi, event.data.fd, mask, &running)
        }
        mailbox.awoke(signalled: isSignalled)
        collect()
    }

    private static func now() -> Int64 {
        var time = timespec()
        clock_gettime(CLOCK_MONOTONIC, &time)
        return Int64(time.tv_sec) * 1_000_000_000 + Int64(time.tv_nsec)
    }
}
