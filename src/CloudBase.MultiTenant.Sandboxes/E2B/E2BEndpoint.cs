using System.Globalization;
using CloudBase.MultiTenant.Sandboxes.Envd;

namespace CloudBase.MultiTenant.Sandboxes.E2B;

/// <summary>How the envd of a sandbox of this service is reached. Its token is asked for when it is not known, and again when it is refused.</summary>
internal sealed class E2BEndpoint : EnvdEndpoint
{
    private const string TrafficHeader = "e2b-traffic-access-token";

    private readonly E2BSandboxOptions _options;
    private readonly string _domain;
    private readonly Func<SandboxId, CancellationToken, Task<SandboxAnswer?>> _ask;
    private volatile SandboxAnswer _known;
    private volatile bool _asked;

    /// <summary>Takes what is known.</summary>
    /// <param name="id">The sandbox.</param>
    /// <param name="known">The answer that showed it.</param>
    /// <param name="hasAccess">Whether that answer would have had a token if there was one.</param>
    /// <param name="options">Where the service is.</param>
    /// <param name="ask">Asks for the tokens of a sandbox that runs; null while it does not.</param>
    public E2BEndpoint(SandboxId id, SandboxAnswer known, bool hasAccess, E2BSandboxOptions options, Func<SandboxId, CancellationToken, Task<SandboxAnswer?>> ask)
        : base(id)
    {
        (_known, _asked, _options, _ask) = (known, hasAccess || known.EnvdAccessToken is not null, options, ask);
        _domain = IsHost(known.Domain) ? known.Domain! : options.Domain;
    }

    public override bool RoutesByHeaders => _options.SandboxUrl is not null;

    public override string? Version => _known.EnvdVersion;

    public override SecretString? SigningToken => _known.EnvdAccessToken?.Secret;

    public override Uri GetAddress(int port) => _options.SandboxUrl ?? new Uri($"https://{port}-{Sandbox}.{_domain}");

    public override Uri GetPreviewAddress(int port) => _options.PortUrl is { } pattern
        ? new Uri(pattern.Replace("{id}", Sandbox.Value, StringComparison.Ordinal).Replace("{port}", port.ToString(CultureInfo.InvariantCulture), StringComparison.Ordinal))
        : GetAddress(port);

    public override async ValueTask<SecretString?> GetAccessTokenAsync(bool renew, CancellationToken cancellationToken)
    {
        if ((renew || !_asked) && await _ask(Sandbox, cancellationToken).ConfigureAwait(false) is { } answer)
        {
            (_known, _asked) = (answer, true);
        }

        return _known.EnvdAccessToken?.Secret;
    }

    public override async ValueTask<IReadOnlyDictionary<string, SecretString>> GetPortHeadersAsync(int port, CancellationToken cancellationToken)
    {
        // Lists show no tokens: they are asked for where the sandbox was found in one.
        await GetAccessTokenAsync(renew: false, cancellationToken).ConfigureAwait(false);
        return _known.TrafficAccessToken is { } token ? new Dictionary<string, SecretString>(StringComparer.OrdinalIgnoreCase) { [TrafficHeader] = token.Secret } : [];
    }

    // A token is sent there: what is no plain host (with a port) is not believed.
    private static bool IsHost(string? domain) =>
        domain is { Length: > 0 and <= 255 } && !domain.AsSpan().ContainsAnyExcept("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:");
}
