using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>What the broker is made of.</summary>
internal sealed record CredentialParts
{
    public required IMultiTenantStore Store { get; init; }

    /// <summary>Gets what opens the store for this deployment: it refuses another deployment's, and a schema that nobody made.</summary>
    public Func<CancellationToken, ValueTask> OpenStore { get; init; } = static _ => ValueTask.CompletedTask;

    public required IEnvironmentApiKeys ApiKeys { get; init; }

    public required IReadOnlyList<IIsolationStrategy> Strategies { get; init; }

    public required ISecretProtector Protector { get; init; }

    public required IRandomSource Random { get; init; }

    public required TimeProvider Time { get; init; }

    public required CloudBaseOptions Options { get; init; }

    public required string Host { get; init; }

    public CredentialMetrics Metrics { get; init; } = new(null);

    public ILogger Logger { get; init; } = NullLogger.Instance;
}
