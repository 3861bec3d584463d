namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>Mints temporary keys of the account.</summary>
internal interface IFederationTokens
{
    /// <summary>Mints temporary keys that can do what the policy grants, and no more than the caller.</summary>
    ValueTask<MintedKeys> MintAsync(string name, string policy, TimeSpan lifetime, CancellationToken cancellationToken);
}

/// <summary>New temporary keys.</summary>
internal sealed record MintedKeys(string Id, SecretString Secret, SecretString Token, DateTimeOffset ExpiresAt);
