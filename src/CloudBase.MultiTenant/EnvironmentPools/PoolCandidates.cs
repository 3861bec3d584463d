using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>Gives each claimer of this host a member of its own to try, so that many at once do not all try the same one. Thread-safe.</summary>
/// <remarks>It decides nothing: who gets a member is decided in the store, by the version of its row.</remarks>
internal sealed class PoolCandidates(IMultiTenantStore store, IEnvironmentCloud cloud)
{
    /// <summary>How many more rows are read than are being tried: other hosts try some of them.</summary>
    private const int Ahead = 8;

    private readonly Lock _lock = new();
    private readonly HashSet<string> _tried = [];

    /// <summary>Finds the member to try next: given the wanted template, least recently filled, and tried by nobody here.</summary>
    /// <returns>The member, which the caller gives back with <see cref="Return"/>; null while there is none.</returns>
    public async ValueTask<PooledEnvironment?> NextAsync(string shape, string? template, IReadOnlySet<string> refused, CancellationToken cancellationToken)
    {
        // Who asks at the same time takes rows that this one was about to see: it looks further until there are no more.
        for (int ahead = Ahead; ; ahead *= 2)
        {
            int most;
            lock (_lock)
            {
                most = _tried.Count + refused.Count + ahead;
            }

            IReadOnlyList<PooledEnvironment> ready = await store.ReadPooledEnvironmentsAsync(
                cloud.Account, PoolPlan.Query(PooledEnvironmentState.Ready) with { Shape = shape }, most, cancellationToken).ConfigureAwait(false);
            PooledEnvironment? member = Choose(ready, template, refused);
            if (member is not null || ready.Count < most)
            {
                return member;
            }
        }
    }

    public void Return(PooledEnvironment member)
    {
        lock (_lock)
        {
            _tried.Remove(member.Id);
        }
    }

    private PooledEnvironment? Choose(IReadOnlyList<PooledEnvironment> ready, string? template, IReadOnlySet<string> refused)
    {
        lock (_lock)
        {
            foreach (PooledEnvironment member in ready.Where(m => m.Template == template).Concat(ready.Where(m => m.Template != template)))
            {
                // One with an owner is being renewed.
                if (member is { Owner: null, Environment: not null } && !refused.Contains(member.Id) && _tried.Add(member.Id))
                {
                    return member;
                }
            }
        }

        return null;
    }
}
