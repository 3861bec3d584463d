namespace CloudBase.MultiTenant.Credentials;

/// <summary>What a flight wants of an issuer.</summary>
internal sealed record CredentialWish
{
    /// <summary>Gets the active tenant.</summary>
    public required Tenant Tenant { get; init; }

    /// <summary>Gets its environment.</summary>
    public required EnvironmentId Environment { get; init; }

    /// <summary>Gets the request, which holds the scope only.</summary>
    public required CredentialRequest Request { get; init; }

    /// <summary>Gets what is cached and still works; null when nothing is, or when the cloud refused it.</summary>
    public ServedCredential? Held { get; init; }

    /// <summary>Gets whether what is held is to be replaced.</summary>
    public bool IsRenewal { get; init; }

    /// <summary>Gets the id of a credential that the cloud refused.</summary>
    public string? RejectedId { get; init; }

    /// <summary>Gets how long it must still work.</summary>
    public required TimeSpan Minimum { get; init; }

    /// <summary>Gets what a revocation takes away.</summary>
    public required IssuePermit Permit { get; init; }
}
