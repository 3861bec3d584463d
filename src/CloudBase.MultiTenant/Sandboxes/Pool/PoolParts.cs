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
    private static readonly TimeSpan s_shortestWait = TimeSpan.FromMilliseconds(1);

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

    /// <summary>Waits before it is looked again: for an interval, or for what is left of the patience. A delay of less than a millisecond would be none, and who waits would ask without end.</summary>
    public Task WaitAsync(TimeSpan interval, TimeSpan left, CancellationToken cancellationToken)
    {
        TimeSpan wait = left < interval ? left : interval;
        return Task.Delay(wait < s_shortestWait ? s_shortestWait : wait, time, cancellationToken);
    }

    /// <summary>A token that ends after a time, by this host's clock.</summary>
    public CancellationTokenSource Within(TimeSpan patience) => new(patience, time);

    /// <summary>A token that ends after a time, and no later than this host's time on a row: a host that stood still must not act on what another has by then.</summary>
    public CancellationTokenSource Within(TimeSpan patience, DateTimeOffset? leaseExpiresAt) => Within(patience, leaseExpiresAt - Now ?? patience);

    /// <summary>A token that ends after a time, or with what is left of this host's time on a row.</summary>
    public CancellationTokenSource Within(TimeSpan patience, TimeSpan left)
    {
        if (left > TimeSpan.Zero)
        {
            return Within(left < patience ? left : patience);
        }

        CancellationTokenSource over = new();
        over.Cancel();
        return over;
    }
}
