namespace CloudBase.MultiTenant;

/// <summary>Options of one suspension.</summary>
public sealed record SuspendOptions
{
    /// <summary>Gets the options in which everything has its default.</summary>
    public static SuspendOptions Default { get; } = new();

    /// <summary>Gets how long the caller waits before <see cref="ProvisioningPendingException"/>; null means as the options say.</summary>
    public TimeSpan? Patience { get; init; }

    /// <summary>Gets why, for the audit; never a secret.</summary>
    public string? Reason { get; init; }

    /// <summary>Gets whether keys of the environment that this library did not make are deleted, too: nothing brings them back.</summary>
    /// <value>The default is false: they go on working, and <see cref="SuspendResult.StillOpen"/> names them.</value>
    public bool DeleteForeignKeys { get; init; }
}
