using System.Collections.Concurrent;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The leases that this host holds of a pool. Thread-safe.</summary>
internal sealed class SandboxLeases(PoolDefinition pool, PoolParts parts, PoolMembers members, PoolDrain drain, MemberEnd end)
{
    private readonly ConcurrentDictionary<SandboxLease, byte> _open = new();

    public int Count => _open.Count;

    public SandboxLease Open(SandboxMember member, long ownedSince, ISandbox sandbox, string file, Acquisition acquisition, SandboxArrival arrival)
    {
        LeaseRow row = new(member, ownedSince, pool, parts, members);
        SandboxLease lease = new(row, sandbox, file, acquisition.Credential.Credential, arrival, pool, parts, drain, end, Close);
        _open[lease] = 0;
        lease.Begin();
        return lease;
    }

    /// <summary>Lets go of all of them, so that their tenants' next call need not wait until they expire.</summary>
    public async Task ReturnAllAsync()
    {
        foreach (SandboxLease lease in _open.Keys)
        {
            await lease.DisposeAsync().ConfigureAwait(false);
        }
    }

    private void Close(SandboxLease lease) => _open.TryRemove(lease, out _);
}
