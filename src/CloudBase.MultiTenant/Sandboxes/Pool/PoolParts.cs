using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What every pool of this host works with.</summary>
internal sealed class PoolParts(
    StoreGate gate,
    IEnvironmentCloud cloud,
    HostIdentity host,
    IEnumerable<ISandboxProvider> providers,
    ISandboxTemplates templates,
    ICredentialBroker broker,
    IOptions<CloudBaseOptions> options,
    TimeProvider time,
    IRandomSource random,
    SandboxPoolMetrics metrics,
    ILogger<SandboxPools> log)
{
    private readonly ISandboxProvider[] _providers = [.. providers];

    public StoreGate Gate => gate;

    public IMultiTenantStore Store => gate.Store;

    public CloudAccountName Account => cloud.Account;

    public string Host => host.Name;

    public IReadOnlyList<ISandboxProvider> Providers => _providers;

    public ISandboxTemplates Templates => templates;

    public ICredentialBroker Broker => broker;

    public TimeProvider Time => time;

    public IRandomSource Random => random;

    public SandboxPoolMetrics Metrics => metrics;

    public ILogger Log => log;

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>How much later than the end of a lease another host may act on it.</summary>
    public TimeSpan ClockSkew => options.Value.Operations.HostClockSkew;

    public ISandboxProvider? FindProvider(string name) => Array.Find(_providers, p => p.Name == name);

    /// <summary>Draws the id of a member: its start id with the provider, and its label.</summary>
    public string DrawId() => "sbm-" + RandomText.Draw(random, 26);

    /// <summary>A token that ends after a time, by this host's clock.</summary>
    public CancellationTokenSource Within(TimeSpan patience) => new(patience, time);
}
