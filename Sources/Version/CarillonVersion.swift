/// Which version of Carillon this is: of docs/CHANGELOG.md, or what comes before it.
public enum CarillonVersion {
    public static let text = "0.1.0-dev"
}
