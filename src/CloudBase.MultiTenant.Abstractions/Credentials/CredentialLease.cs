namespace CloudBase.MultiTenant;

/// <summary>A credential handed out, with what its holder must know about it. Immutable and thread-safe; holders of one scope share it.</summary>
/// <remarks>Disposing a lease says that the caller is done with it. It does not revoke the credential, which others may hold.</remarks>
public sealed class CredentialLease : IDisposable
{
    /// <summary>Gets the tenant.</summary>
    public required TenantKey Tenant { get; init; }

    /// <summary>Gets the credential.</summary>
    public required EnvironmentCredential Credential { get; init; }

    /// <summary>Gets the scope it was asked for.</summary>
    public required string Scope { get; init; }

    /// <summary>Gets when it was issued.</summary>
    public required DateTimeOffset IssuedAt { get; init; }

    /// <summary>Gets when it stops working.</summary>
    public DateTimeOffset ExpiresAt => Credential.ExpiresAt;

    /// <summary>Gets whether it can be taken back before it expires.</summary>
    public required CredentialRevocability Revocability { get; init; }

    /// <summary>Gets for how long after a revocation it may still work, at most.</summary>
    public required TimeSpan ResidualWindow { get; init; }

    /// <summary>Gets the hash of the policy it was cut with; empty for an API key, whose rights are the environment's own.</summary>
    public string PolicyHash { get; init; } = string.Empty;

    /// <inheritdoc/>
    public void Dispose()
    {
    }

    /// <summary>Returns what it is, never a secret.</summary>
    public override string ToString() => $"{Scope}: {Credential}";
}
