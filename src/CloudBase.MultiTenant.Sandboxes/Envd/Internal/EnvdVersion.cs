namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal;

/// <summary>What a version of envd can. One that is not known is taken for the oldest that is still met.</summary>
internal readonly struct EnvdVersion(string? text)
{
    private readonly Version _version = System.Version.TryParse(text, out Version? parsed) ? parsed : new Version(0, 1, 4);

    /// <summary>Whether a process can be started with its input closed.</summary>
    public bool ClosesInputAtStart => _version >= new Version(0, 3, 0);

    /// <summary>Whether it knows a user of its own, so that none has to be named.</summary>
    public bool HasDefaultUser => _version >= new Version(0, 4, 0);

    public bool ClosesInput => _version >= new Version(0, 5, 2);

    /// <summary>Whether a file may be written as it is, not as a part of a form.</summary>
    public bool TakesPlainUploads => _version >= new Version(0, 5, 7);

    public override string ToString() => text ?? "of an unknown version";
}
