/// The version of Carillon: one of docs/CHANGELOG.md, or the one under development.
public enum CarillonVersion {
    public static let text = "0.1.0-dev"
}
