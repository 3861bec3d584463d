namespace CloudBase.MultiTenant;

/// <summary>The consent to lose, for good, the files of a tenant's paused sandboxes, their snapshots included. Immutable.</summary>
/// <remarks>There is no default: who discards says of which, and why.</remarks>
public sealed record SandboxDiscard
{
    private const int LongestReason = 500;

    private SandboxDiscard(string reason, bool onlyRefused)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(reason);
        Reason = reason.Length <= LongestReason ? reason : throw new ArgumentException($"The reason has {reason.Length} characters: give at most {LongestReason}.", nameof(reason));
        OnlyRefused = onlyRefused;
    }

    /// <summary>Gets why, for the audit; never a secret.</summary>
    public string Reason { get; }

    /// <summary>Gets whether only those are meant that are kept for a person to look at, and given to nobody.</summary>
    public bool OnlyRefused { get; }

    /// <summary>Consents to lose what is kept though it was refused to its tenant: its home was not what it was, or it does not resume.</summary>
    /// <param name="reason">Why, for the audit: 1 to 500 characters, never a secret.</param>
    /// <exception cref="ArgumentException">The reason is empty or too long.</exception>
    public static SandboxDiscard LoseRefused(string reason) => new(reason, onlyRefused: true);

    /// <summary>Consents to lose all that is paused, whether or not it would be given back to its tenant.</summary>
    /// <param name="reason">Why, for the audit: 1 to 500 characters, never a secret.</param>
    /// <exception cref="ArgumentException">The reason is empty or too long.</exception>
    public static SandboxDiscard LosePaused(string reason) => new(reason, onlyRefused: false);
}
