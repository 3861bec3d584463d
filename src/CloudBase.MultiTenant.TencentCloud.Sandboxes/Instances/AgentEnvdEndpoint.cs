using System.Globalization;
using CloudBase.MultiTenant.Sandboxes.Envd;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>How the data plane of an instance is reached: a host for each port, a token of this instance in every call.</summary>
/// <param name="id">The instance.</param>
/// <param name="oneAddress">The one address of all instances; null where each has hosts of its own.</param>
/// <param name="domain">The domain of those hosts.</param>
/// <param name="tokens">The tokens.</param>
/// <param name="explain">Throws what became of an instance for which no token is given.</param>
internal sealed class AgentEnvdEndpoint(SandboxId id, Uri? oneAddress, string domain, InstanceTokens tokens, Func<CloudCallException, CancellationToken, Task> explain) : EnvdEndpoint(id)
{
    private const string AccessTokenHeader = "X-Access-Token";

    private InstanceToken? _last;

    public override bool RoutesByHeaders => oneAddress is not null;

    // The protocol files of ags's own Go client are older than envd 0.3, and that client names the user in every call.
    public override string? User => "user";

    public override bool NotFoundMayMeanGone => true;

    public override Uri GetAddress(int port) =>
        oneAddress ?? new Uri(string.Create(CultureInfo.InvariantCulture, $"https://{port}-{Sandbox.Value}.{domain}"));

    public override async ValueTask<SecretString?> GetAccessTokenAsync(bool renew, CancellationToken cancellationToken) =>
        (await TokenAsync(renew, cancellationToken).ConfigureAwait(false)).Access;

    public override async ValueTask<IReadOnlyDictionary<string, SecretString>> GetPortHeadersAsync(int port, CancellationToken cancellationToken)
    {
        InstanceToken token = await TokenAsync(renew: false, cancellationToken).ConfigureAwait(false);
        return new Dictionary<string, SecretString> { [AccessTokenHeader] = port == EnvdPort ? token.Access : token.Traffic ?? token.Access };
    }

    private async ValueTask<InstanceToken> TokenAsync(bool renew, CancellationToken cancellationToken)
    {
        try
        {
            return _last = await tokens.GetAsync(Sandbox, renew ? _last?.Access : null, cancellationToken).ConfigureAwait(false);
        }
        catch (CloudCallException exception) when (AgsErrors.IsAboutState(exception))
        {
            await explain(exception, cancellationToken).ConfigureAwait(false);
            throw;
        }
    }
}
