namespace CloudBase.MultiTenant.Credentials;

/// <summary>The cached credential of one tenant and scope, with the one flight that may be renewing it.</summary>
internal sealed class ScopedCredential(TenantCredentials tenant, string scope)
{
    private readonly Lock _lock = new();
    private volatile ServedCredential? _served;
    private volatile bool _isReferenced;
    private Task<ServedCredential>? _flight;
    private bool _isDropped;
    private string? _rejectedId;
    private DateTimeOffset? _forcedAt;
    private TimeSpan _demand;
    private Exception? _failure;
    private int _failures;
    private DateTimeOffset _retryAt;

    public TenantCredentials Tenant { get; } = tenant;

    public string Scope { get; } = scope;

    /// <summary>What is asked of a strategy. It holds the scope only: a flight serves all its callers, whoever came first.</summary>
    public CredentialRequest Request { get; } = new() { Scope = scope };

    public ServedCredential? Served => _served;

    /// <summary>Whether the cached credential is one that the cloud refused.</summary>
    public bool IsRejected => Volatile.Read(ref _rejectedId) is { } id && _served?.Lease.Credential.Id == id;

    /// <summary>Set by every use; the cache's hand clears it.</summary>
    public bool IsReferenced
    {
        get => _isReferenced;
        set
        {
            if (_isReferenced != value)
            {
                _isReferenced = value;
            }
        }
    }

    public bool IsBusy
    {
        get
        {
            lock (_lock)
            {
                return _flight is not null;
            }
        }
    }

    /// <summary>Where it is in the cache's ring; the cache's own.</summary>
    public int RingIndex { get; set; }

    public bool TryDrop()
    {
        lock (_lock)
        {
            return _isDropped = _isDropped || _flight is null;
        }
    }

    /// <summary>Returns a lease at once, or the flight to wait for, or why neither is possible; null when the cache has dropped this object.</summary>
    public CredentialDecision? Decide(DateTimeOffset now, TimeSpan minimum, Func<ScopedCredential, Task<ServedCredential>> start)
    {
        lock (_lock)
        {
            if (_isDropped)
            {
                return null;
            }

            if (Tenant.IsRevoking)
            {
                return CredentialDecision.Revoking;
            }

            ServedCredential? served = _served;
            bool isKnown = served is not null && served.Epoch == Tenant.Epoch && served.IsChecked(now) && served.Lease.Credential.Id != _rejectedId;
            if (isKnown && served!.Meets(now, minimum))
            {
                bool mayTry = now >= served.NextAttemptAt;
                if (now < served.Window.MustRefreshAt || (_flight is null && !mayTry))
                {
                    if (_flight is null && ((now >= served.RefreshDueAt && mayTry) || now >= served.CheckDueAt))
                    {
                        Start(start);
                    }

                    return CredentialDecision.Serve(served);
                }
            }
            else if (_flight is null)
            {
                // What a renewal cannot give either is not worth a renewal.
                if (isKnown && (minimum > served!.Lifetime || (now < served.NextAttemptAt && minimum <= served.LongestPromise)))
                {
                    return CredentialDecision.TooShort(served, now);
                }

                if (_failure is not null && now < _retryAt)
                {
                    return CredentialDecision.Failing(_failure, _retryAt);
                }

                _demand = minimum;
            }

            return CredentialDecision.Wait(_flight ?? Start(start));
        }
    }

    /// <summary>Says whether what a flight brought may be handed out: nothing has happened to the tenant since it was looked at.</summary>
    public bool IsServable(ServedCredential landed, DateTimeOffset now, TimeSpan minimum)
    {
        lock (_lock)
        {
            return landed.Epoch == Tenant.Epoch && !Tenant.IsRevoking && landed.IsChecked(now) && landed.Meets(now, minimum)
                && landed.Lease.Credential.Id != _rejectedId;
        }
    }

    /// <summary>Starts a renewal in the background when one is due and none is under way.</summary>
    public void RenewIfDue(DateTimeOffset now, Func<ScopedCredential, Task<ServedCredential>> start)
    {
        lock (_lock)
        {
            if (!_isDropped && !Tenant.IsRevoking && _flight is null && _served is { } served && now >= served.RefreshDueAt)
            {
                Start(start);
            }
        }
    }

    /// <summary>What the flight must know, read once when it begins to decide.</summary>
    public (ServedCredential? Served, string? RejectedId, TimeSpan Demand, DateTimeOffset? ForcedAt) Look()
    {
        lock (_lock)
        {
            return (_served, _rejectedId, _demand, _forcedAt);
        }
    }

    public void MarkForced(DateTimeOffset now)
    {
        lock (_lock)
        {
            _forcedAt = now;
        }
    }

    /// <summary>Says that a credential was refused. Returns the flight that replaces it, or null when that has happened already.</summary>
    public Task<ServedCredential>? Reject(string credentialId, Func<ScopedCredential, Task<ServedCredential>> start)
    {
        lock (_lock)
        {
            if (_isDropped || Tenant.IsRevoking || (_served is { } served && served.Lease.Credential.Id != credentialId))
            {
                return null;
            }

            bool isFirst = _rejectedId != credentialId;
            _rejectedId = credentialId;
            return _flight ?? (isFirst ? Start(start) : null);
        }
    }

    /// <summary>Ends the flight. What it brings is kept only when nothing has happened to the tenant since it began.</summary>
    public void Land(ServedCredential result)
    {
        lock (_lock)
        {
            _flight = null;
            _demand = TimeSpan.Zero;
            _failure = null;
            _failures = 0;
            if (result.Epoch == Tenant.Epoch && !Tenant.IsRevoking)
            {
                _served = result;
                _rejectedId = result.Lease.Credential.Id == _rejectedId ? _rejectedId : null;
            }
        }
    }

    /// <summary>Ends the flight without a credential. What was cached stays for callers it still serves, unless the tenant lost its access.</summary>
    public void Fail(Exception failure, DateTimeOffset now, TimeSpan floor, bool hasLostAccess)
    {
        lock (_lock)
        {
            _flight = null;
            _demand = TimeSpan.Zero;
            if (hasLostAccess)
            {
                _served = null;
                _failure = null;
                _failures = 0;
                return;
            }

            _failure = failure;
            double seconds = Math.Min(Math.Pow(2, Math.Min(_failures++, 10)), floor.TotalSeconds);
            _retryAt = now + TimeSpan.FromSeconds(seconds);
        }
    }

    /// <summary>Forgets the credential, and that issuing failed. Returns what was cached.</summary>
    public ServedCredential? Forget()
    {
        lock (_lock)
        {
            ServedCredential? served = _served;
            _served = null;
            _failure = null;
            _failures = 0;
            return served;
        }
    }

    /// <summary>Forgets that issuing failed, so that the next caller tries at once.</summary>
    public void ForgetFailure()
    {
        lock (_lock)
        {
            _failure = null;
            _failures = 0;
        }
    }

    private Task<ServedCredential> Start(Func<ScopedCredential, Task<ServedCredential>> start) => _flight = start(this);
}
