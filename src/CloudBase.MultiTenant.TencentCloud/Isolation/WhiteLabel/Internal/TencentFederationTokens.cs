namespace CloudBase.MultiTenant.TencentCloud.Isolation;

/// <summary>GetFederationToken over the typed client.</summary>
internal sealed class TencentFederationTokens(TencentCloudClient client) : IFederationTokens
{
    public async ValueTask<MintedKeys> MintAsync(string name, string policy, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        GetFederationTokenResponse minted = await client.CallAsync(
            StsActions.GetFederationToken,
            new GetFederationTokenRequest(name, Uri.EscapeDataString(policy), (long)lifetime.TotalSeconds),
            null,
            cancellationToken).ConfigureAwait(false);
        return minted is { Credentials: { TmpSecretId: { Length: > 0 } id, TmpSecretKey: { Length: > 0 } key, Token: { Length: > 0 } token }, ExpiredTime: { } end }
            ? new MintedKeys(id, new SecretString(key), new SecretString(token), DateTimeOffset.FromUnixTimeSeconds(end))
            : throw new CloudUnavailableException(
                "sts.GetFederationToken was answered without keys or their end: try again later.",
                new CloudErrorDetails
                {
                    Service = "sts",
                    Action = "GetFederationToken",
                    Code = "ClientError.IncompleteAnswer",
                    Effect = CloudEffect.Unknown,
                    IsTransient = true,
                });
    }
}
