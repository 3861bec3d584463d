using System.Collections.Concurrent;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Keeps at most so many credentials; a clock hand drops those that nobody asked for since it last came by.</summary>
/// <remarks>Reading takes no lock. What is being issued or revoked is never dropped, so that a key has one flight at a time.</remarks>
internal sealed class CredentialCache(int capacity)
{
    private const int LongestSearch = 64;

    private readonly ConcurrentDictionary<TenantCacheKey, TenantCredentials> _tenants = new();
    private readonly List<ScopedCredential> _ring = [];
    private readonly Lock _lock = new();
    private int _hand;

    public int Count
    {
        get
        {
            lock (_lock)
            {
                return _ring.Count;
            }
        }
    }

    public ScopedCredential? Find(TenantCacheKey key, string scope) => _tenants.TryGetValue(key, out TenantCredentials? tenant) ? tenant.Find(scope) : null;

    public TenantCredentials? Find(TenantCacheKey key) => _tenants.GetValueOrDefault(key);

    public ScopedCredential GetOrAdd(TenantCacheKey key, string scope)
    {
        lock (_lock)
        {
            TenantCredentials tenant = _tenants.GetOrAdd(key, static k => new TenantCredentials(k));
            if (tenant.Find(scope) is { } found)
            {
                return found;
            }

            var entry = new ScopedCredential(tenant, scope);
            tenant.Add(entry);
            MakeRoom();
            entry.RingIndex = _ring.Count;
            _ring.Add(entry);
            return entry;
        }
    }

    /// <summary>Begins a revocation, which keeps the tenant here until it ends.</summary>
    public TenantCredentials BeginRevoking(TenantCacheKey key)
    {
        lock (_lock)
        {
            TenantCredentials tenant = _tenants.GetOrAdd(key, static k => new TenantCredentials(k));
            tenant.BeginRevoking();
            return tenant;
        }
    }

    public void EndRevoking(TenantCredentials tenant)
    {
        lock (_lock)
        {
            tenant.EndRevoking();
            DropIfEmpty(tenant);
        }
    }

    /// <summary>Drops a credential that holds nothing worth keeping.</summary>
    public void Remove(ScopedCredential entry)
    {
        lock (_lock)
        {
            if (entry.RingIndex < _ring.Count && ReferenceEquals(_ring[entry.RingIndex], entry) && entry.TryDrop())
            {
                Drop(entry);
            }
        }
    }

    private void MakeRoom()
    {
        for (int looked = 0; _ring.Count >= capacity && looked < LongestSearch; looked++)
        {
            _hand = _hand >= _ring.Count ? 0 : _hand;
            ScopedCredential entry = _ring[_hand];
            bool isLastChance = looked == LongestSearch - 1;
            if ((isLastChance || !entry.IsReferenced) && entry.TryDrop())
            {
                Drop(entry);
                return;
            }

            entry.IsReferenced = false;
            _hand++;
        }
    }

    private void Drop(ScopedCredential entry)
    {
        ScopedCredential last = _ring[^1];
        _ring[entry.RingIndex] = last;
        last.RingIndex = entry.RingIndex;
        _ring.RemoveAt(_ring.Count - 1);
        entry.Tenant.Remove(entry);
        DropIfEmpty(entry.Tenant);
    }

    private void DropIfEmpty(TenantCredentials tenant)
    {
        if (tenant.Scopes.Count == 0 && !tenant.IsRevoking)
        {
            _tenants.TryRemove(KeyValuePair.Create(tenant.Key, tenant));
        }
    }
}
