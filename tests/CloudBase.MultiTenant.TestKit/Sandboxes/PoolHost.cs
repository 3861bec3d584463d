using CloudBase.MultiTenant.Sandboxes.Pool;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>One host of a <see cref="PoolWorld"/>.</summary>
public sealed class PoolHost
{
    internal PoolHost(SandboxPools pools, SandboxPoolKeeper keeper, PoolDefinition definition, PoolParts parts) =>
        (Pools, Keeper, Definition, Parts) = (pools, keeper, definition, parts);

    public ISandboxPool Pool => Pools;

    public SandboxPoolKeeper Keeper { get; }

    internal SandboxPools Pools { get; }

    internal ITenantSandboxes? Tenants { get; init; }

    internal PoolParts Parts { get; }

    internal PoolDefinition Definition { get; }

    /// <summary>Does what suspending a tenant, or removing it, does to its sandboxes.</summary>
    /// <param name="tenant">The tenant.</param>
    /// <param name="stop">Whether they are stopped.</param>
    public Task<int> TakeAsync(TenantId tenant, bool stop) => Tenants!.TakeAsync(tenant, stop, CancellationToken.None);

    public Task<ISandboxLease> AcquireAsync(TenantId tenant) => Pool.AcquireAsync(tenant, SandboxRequest.FromPool("node"));

    /// <summary>Runs rounds until a number of them has begun nothing new.</summary>
    public async Task RunAsync(int rounds = 1)
    {
        for (int i = 0; i < rounds; i++)
        {
            await Keeper.RunOnceAsync();
        }
    }
}
