/// Why the store could not carry something out, where the scheduler can tell its clients more than that.
public enum StorageError: Error, Sendable, Hashable {
    /// The disk is full. Nothing was changed; reading goes on.
    case full
}
