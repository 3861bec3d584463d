namespace CloudBase.MultiTenant;

/// <summary>What sandboxes start from: a provider's template, and what is done to it once. Immutable.</summary>
/// <remarks>
/// It is prepared once for each version: files written, script run, result checked, saved as a snapshot. It belongs to the platform and is the same for
/// every tenant: put nothing of a tenant, and no secret, into it.
/// </remarks>
public sealed record SandboxTemplate
{
    /// <summary>Gets its name: 1 to 40 of a-z, 0-9 and <c>-</c>.</summary>
    public required string Name { get; init; }

    /// <summary>Gets its version: 1 to 32 of a-z, 0-9 and <c>.</c>. Raise it with every change: a version that was prepared is never prepared anew.</summary>
    public required string Version { get; init; }

    /// <summary>Gets the template that it begins with, by the provider's name for it.</summary>
    public required string Base { get; init; }

    /// <summary>Gets the name of the provider; null where the host has one only.</summary>
    public string? Provider { get; init; }

    /// <summary>Gets text files that are written before the script runs, by their path in the user's home.</summary>
    public IReadOnlyDictionary<string, string> Files { get; init; } = new Dictionary<string, string>();

    /// <summary>Gets the command line that prepares the home, such as <c>npm ci</c>; null for none. An exit code other than 0 ends the preparation.</summary>
    public string? PrepareScript { get; init; }

    /// <summary>Gets the command line that says with exit code 0 that all is well; null for none.</summary>
    public string? CheckCommand { get; init; }

    /// <summary>Gets whether the script may call out to the internet. What is started from the template later says for itself whether it may.</summary>
    public bool AllowInternet { get; init; }

    /// <summary>Gets how long the script may run: 1 second to an hour.</summary>
    /// <value>The default is 10 minutes.</value>
    public TimeSpan PrepareTimeout { get; init; } = TimeSpan.FromMinutes(10);

    /// <summary>Gets how long the check may run: 1 second to 10 minutes.</summary>
    /// <value>The default is 1 minute.</value>
    public TimeSpan CheckTimeout { get; init; } = TimeSpan.FromMinutes(1);
}
