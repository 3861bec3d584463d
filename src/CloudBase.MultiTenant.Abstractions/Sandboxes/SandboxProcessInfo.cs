namespace CloudBase.MultiTenant;

/// <summary>A command that runs in a sandbox.</summary>
public sealed record SandboxProcessInfo
{
    /// <summary>Gets its id in the sandbox.</summary>
    public required int Id { get; init; }

    /// <summary>Gets its program.</summary>
    public required string Program { get; init; }

    /// <summary>Gets its arguments.</summary>
    public IReadOnlyList<string> Arguments { get; init; } = [];

    /// <summary>Gets the folder it was started in; null where the provider does not say.</summary>
    public string? WorkingDirectory { get; init; }
}
