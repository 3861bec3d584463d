namespace CloudBase.MultiTenant.Credentials;

/// <summary>One tenant's cached credentials, and the epochs that make older knowledge of it worthless.</summary>
internal sealed class TenantCredentials(TenantCacheKey key)
{
    private volatile ScopedCredential[] _scopes = [];
    private long _epoch;
    private long _revocations;
    private int _revoking;

    public TenantCacheKey Key { get; } = key;

    public IReadOnlyList<ScopedCredential> Scopes => _scopes;

    /// <summary>Counted up whenever what is known of the tenant may be wrong.</summary>
    public long Epoch => Volatile.Read(ref _epoch);

    /// <summary>Counted up when a revocation begins.</summary>
    public long Revocations => Volatile.Read(ref _revocations);

    public bool IsRevoking => Volatile.Read(ref _revoking) > 0;

    public ScopedCredential? Find(string scope)
    {
        foreach (ScopedCredential entry in _scopes)
        {
            if (ReferenceEquals(entry.Scope, scope) || entry.Scope == scope)
            {
                return entry;
            }
        }

        return null;
    }

    public void Invalidate() => Interlocked.Increment(ref _epoch);

    public void BeginRevoking()
    {
        Interlocked.Increment(ref _revoking);
        Interlocked.Increment(ref _revocations);
        Invalidate();
    }

    public void EndRevoking()
    {
        Invalidate();
        Interlocked.Decrement(ref _revoking);
    }

    /// <summary>Called under the cache's lock only.</summary>
    public void Add(ScopedCredential entry) => _scopes = [.. _scopes, entry];

    /// <summary>Called under the cache's lock only.</summary>
    public void Remove(ScopedCredential entry) => _scopes = [.. _scopes.Where(e => !ReferenceEquals(e, entry))];
}
