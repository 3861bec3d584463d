namespace CloudBase.MultiTenant.Ports;

/// <summary>The row of one API key, shared by all hosts.</summary>
/// <remarks>Two things are unique: {account, environment, slot} and {account, environment, scope, generation}.</remarks>
public sealed record ApiKeySlot
{
    /// <summary>Gets the tenant that the key is for; with its account, part of every key.</summary>
    public required TenantKey Tenant { get; init; }

    /// <summary>Gets the environment.</summary>
    public required EnvironmentId Environment { get; init; }

    /// <summary>Gets the slot, from 1.</summary>
    public required int Slot { get; init; }

    /// <summary>Gets the scope.</summary>
    public required string Scope { get; init; }

    /// <summary>Gets which key of the scope this is, counted from 1.</summary>
    public required long Generation { get; init; }

    /// <summary>Gets how far it is.</summary>
    public required ApiKeySlotState State { get; init; }

    /// <summary>Gets the key's name in the cloud, drawn before it is made.</summary>
    public required string KeyName { get; init; }

    /// <summary>Gets the key's id in the cloud, once it is known.</summary>
    public string? KeyId { get; init; }

    /// <summary>Gets the key as protected text, once it is known.</summary>
    public string? ProtectedKey { get; init; }

    /// <summary>Gets the host that claimed it.</summary>
    public required string Owner { get; init; }

    /// <summary>Gets when the claim expires, after which another host cleans up.</summary>
    public required DateTimeOffset ClaimExpiresAt { get; init; }

    /// <summary>Gets when the key was issued.</summary>
    public DateTimeOffset? IssuedAt { get; init; }

    /// <summary>Gets when the key stops working.</summary>
    public DateTimeOffset? ExpiresAt { get; init; }

    /// <summary>Gets the version of this row; the store counts it up with every change.</summary>
    public long Version { get; init; }
}
