using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The warm members that this host knows of, each given to one caller. Who waits is served by fewest sandboxes first, then by order. Thread-safe.</summary>
/// <remarks>What is known here may be stale; a claim is decided in the store.</remarks>
internal sealed class WarmMembers(PoolDefinition pool, PoolParts parts, PoolMembers members)
{
    private const int ReadAtOnce = 128;

    private static readonly TimeSpan s_pollInterval = TimeSpan.FromMilliseconds(500);

    private readonly Lock _lock = new();
    private readonly Queue<SandboxMember> _known = new();
    private readonly Dictionary<string, TenantId> _inHand = new(StringComparer.Ordinal);
    private readonly SpentMembers _spent = new();
    private readonly List<Waiter> _waiters = [];
    private readonly Dictionary<TenantId, int> _held = [];
    private Task<bool>? _reading;

    /// <summary>How many callers wait or start one of their own: a refill leaves them room.</summary>
    public int Waiting { get; private set; }

    /// <summary>Takes a member for a claim, waiting while one is on its way; null when there is none.</summary>
    /// <param name="tenant">For whom.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<SandboxMember?> TakeAsync(TenantId tenant, TimeSpan patience, CancellationToken cancellationToken)
    {
        Waiter waiter;
        lock (_lock)
        {
            if (_waiters.Count == 0 && _known.TryDequeue(out SandboxMember? known))
            {
                Give(known, tenant);
                return known;
            }

            waiter = new Waiter(tenant);
            _waiters.Add(waiter);
            Waiting++;
        }

        SandboxMember? taken = null;
        try
        {
            return taken = await WaitAsync(waiter, patience, cancellationToken).ConfigureAwait(false);
        }
        finally
        {
            lock (_lock)
            {
                Waiting--;
                if (!_waiters.Remove(waiter) && taken is null && waiter.Served is { } served)
                {
                    // Served while its caller left, or heard that the store is gone.
                    TakeBack(served);
                    Add(served);
                    Serve();
                }
            }
        }
    }

    /// <summary>Makes a member known that has become warm.</summary>
    public void Offer(SandboxMember member)
    {
        lock (_lock)
        {
            Add(member);
            Serve();
        }
    }

    /// <summary>Says that a member that was taken is claimed, gone, or another's: who still comes with that version of it comes too late.</summary>
    public void Done(SandboxMember member)
    {
        lock (_lock)
        {
            TakeBack(member);
            _spent.Add(member);
        }
    }

    /// <summary>Says that nobody knows what became of the claim of a member that was taken.</summary>
    public void Drop(SandboxMember member)
    {
        lock (_lock)
        {
            TakeBack(member);
        }
    }

    /// <summary>Gives back a member that was taken and not claimed.</summary>
    public void Return(SandboxMember member)
    {
        lock (_lock)
        {
            TakeBack(member);
            Add(member);
            Serve();
        }
    }

    /// <summary>Counts what a tenant holds here, for who is served first.</summary>
    public void CountHeld(TenantId tenant, int change)
    {
        lock (_lock)
        {
            Count(tenant, change);
        }
    }

    /// <summary>Keeps room for a caller that starts a sandbox of its own.</summary>
    public IDisposable KeepRoom() => new Room(this);

    private async ValueTask<SandboxMember?> WaitAsync(Waiter waiter, TimeSpan patience, CancellationToken cancellationToken)
    {
        long begun = parts.Time.GetTimestamp();
        while (true)
        {
            bool areOnTheirWay = await ReadOnceAsync().WaitAsync(cancellationToken).ConfigureAwait(false);
            TimeSpan left = patience - parts.Time.GetElapsedTime(begun);
            if (waiter.Turn.IsCompleted)
            {
                return waiter.Served;
            }

            if (!areOnTheirWay || left <= TimeSpan.Zero)
            {
                lock (_lock)
                {
                    return waiter.Served ?? Leave(waiter);
                }
            }

            await Task.WhenAny(waiter.Turn, parts.WaitAsync(s_pollInterval, left, cancellationToken)).ConfigureAwait(false);
            cancellationToken.ThrowIfCancellationRequested();
        }
    }

    private SandboxMember? Leave(Waiter waiter)
    {
        _waiters.Remove(waiter);
        return null;
    }

    /// <summary>Reads what is warm, once for all that ask at the same time; tells whether more is on its way.</summary>
    private Task<bool> ReadOnceAsync()
    {
        lock (_lock)
        {
            if (_reading is null || _reading.IsCompleted)
            {
                _reading = ReadAsync();
            }

            return _reading;
        }
    }

    private async Task<bool> ReadAsync()
    {
        await Task.Yield();
        IReadOnlyList<SandboxMember> rows = await members.ReadAsync(
            new SandboxMemberQuery { Pool = pool.Name, Template = pool.TemplateText, States = [SandboxMemberState.Ready, SandboxMemberState.Creating] }, ReadAtOnce, CancellationToken.None).ConfigureAwait(false);
        SandboxMember[] ready = [.. rows.Where(r => r.State == SandboxMemberState.Ready)];

        // Hosts begin at different places, so that they seldom want the same one.
        int first = ready.Length == 0 ? 0 : (int)(parts.Random.NextDouble() * ready.Length);
        lock (_lock)
        {
            _known.Clear();
            foreach (SandboxMember member in ready[first..].Concat(ready[..first]))
            {
                Add(member);
            }

            Serve();
        }

        return rows.Any(r => r.State == SandboxMemberState.Creating && r.Tenant is null);
    }

    private void Add(SandboxMember member)
    {
        if (!_spent.Contains(member) && !_inHand.ContainsKey(member.Id) && !_known.Any(k => k.Id == member.Id))
        {
            _known.Enqueue(member);
        }
    }

    private void Serve()
    {
        while (_waiters.Count > 0 && _known.TryDequeue(out SandboxMember? member))
        {
            Waiter next = _waiters.MinBy(w => _held.GetValueOrDefault(w.Tenant))!;
            _waiters.Remove(next);
            Give(member, next.Tenant);
            next.Serve(member);
        }
    }

    // What is in hand counts like what is held: else the first tenant in line would be served all that comes at once.
    private void Give(SandboxMember member, TenantId tenant)
    {
        _inHand[member.Id] = tenant;
        Count(tenant, 1);
    }

    private void TakeBack(SandboxMember member)
    {
        if (_inHand.Remove(member.Id, out TenantId tenant))
        {
            Count(tenant, -1);
        }
    }

    private void Count(TenantId tenant, int change)
    {
        int held = _held.GetValueOrDefault(tenant) + change;
        if (held > 0)
        {
            _held[tenant] = held;
        }
        else
        {
            _held.Remove(tenant);
        }
    }

    private sealed class Waiter(TenantId tenant)
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TenantId Tenant => tenant;

        public Task Turn => _turn.Task;

        public SandboxMember? Served { get; private set; }

        public void Serve(SandboxMember member)
        {
            Served = member;
            _turn.SetResult();
        }
    }

    private sealed class Room : IDisposable
    {
        private WarmMembers? _owner;

        public Room(WarmMembers owner)
        {
            _owner = owner;
            lock (owner._lock)
            {
                owner.Waiting++;
            }
        }

        public void Dispose()
        {
            if (Interlocked.Exchange(ref _owner, null) is { } owner)
            {
                lock (owner._lock)
                {
                    owner.Waiting--;
                }
            }
        }
    }
}
