import Foundation

/// What a process must see to before it writes to standard output.
enum StandardDescriptors {
    /// Called once, before anything is opened.
    static func prepare() {
        occupyClosed()
        // Errors come from `write` instead of ending the process. Handlers, other than SIG_IGN, are not inherited by
        // the editor.
        signal(SIGPIPE) { _ in }
        signal(SIGXFSZ) { _ in }
    }

    /// A descriptor that the caller closed (`>&-`) would be given to the next file or socket that is opened, and output
    /// would go there. It becomes one that can't be used for what it is for.
    private static func occupyClosed() {
        for (descriptor, mode) in [(STDIN_FILENO, O_WRONLY), (STDOUT_FILENO, O_RDONLY), (STDERR_FILENO, O_RDONLY)]
        where fcntl(descriptor, F_GETFD) == -1 && errno == EBADF {
            let opened = open("/dev/null", mode)
            if opened >= 0, opened != descriptor {
                dup2(opened, descriptor)
                close(opened)
            }
        }
    }
}
