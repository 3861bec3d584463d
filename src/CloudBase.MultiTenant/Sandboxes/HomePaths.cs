namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Places in the home of a sandbox's user.</summary>
internal static class HomePaths
{
    /// <summary>What this library keeps in a sandbox; it is in no listing.</summary>
    public const string Own = ".cloudbase";

    public const string Manifest = Own + "/manifest.json";

    public const string Listing = Own + "/listing";

    /// <summary>Holds the id of the sandbox that was made one of its own; a snapshot's is another's.</summary>
    public const string Incarnation = Own + "/incarnation";

    /// <summary>Where credentials lie, by this library's and the common tools' habits: never saved, and removed once more after a restore.</summary>
    public static readonly string[] Credentials =
    [
        Own + "/credentials", ".config/.cloudbase", ".aws", ".azure", ".config/gcloud", ".docker/config.json", ".git-credentials", ".kube", ".netrc", ".pypirc", ".ssh",
        ".bash_history",
    ];
}
