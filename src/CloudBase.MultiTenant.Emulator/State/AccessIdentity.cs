namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>Keys that can sign, and whom they stand for.</summary>
/// <param name="SecretId">The key's id.</param>
/// <param name="SecretKey">The key itself.</param>
/// <param name="UserUin">The sub-account, or 0 for the root account.</param>
/// <param name="Token">The token that must come with temporary keys.</param>
/// <param name="ExpiresAt">When temporary keys end.</param>
/// <param name="SessionPolicy">The document that a federation token is cut to.</param>
/// <param name="Active">False while the keys are switched off.</param>
/// <param name="FederatedName">The name a federation token was asked for.</param>
internal sealed record AccessIdentity(
    string SecretId, string SecretKey, long UserUin, string? Token, DateTimeOffset? ExpiresAt, string? SessionPolicy, bool Active, string? FederatedName)
{
    public bool IsTemporary => SessionPolicy is not null;
}
