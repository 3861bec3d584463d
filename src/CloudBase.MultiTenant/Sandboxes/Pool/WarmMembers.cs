using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The warm members that this host knows of, each given to one caller. Who waits is served by fewest sandboxes on all hosts first, then by order. Thread-safe.</summary>
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
    private readonly List<SandboxMember> _offered = [];
    private readonly HeldCounts _held = new(pool, members);
    private Task<bool>? _reading;

    /// <summary>How many callers may start one of their own, and have no row of it yet: a refill leaves them room. Who may not waits for what the refill starts.</summary>
    public int Waiting { get; private set; }

    /// <summary>Takes a member for a claim, waiting while one is on its way; null when there is none.</summary>
    /// <param name="tenant">For whom.</param>
    /// <param name="patience">How long to wait.</param>
    /// <param name="mayStartCold">Whether its caller may start one of its own where there is none.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    public async ValueTask<SandboxMember?> TakeAsync(TenantId tenant, TimeSpan patience, bool mayStartCold, CancellationToken cancellationToken)
    {
        int room = mayStartCold ? 1 : 0;
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
            Waiting += room;
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
                Waiting -= room;
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
            // A read that has begun may not show it.
            if (_reading is { IsCompleted: false })
            {
                _offered.Add(member);
            }

            Add(member);
            Serve();
        }
    }

    /// <summary>Says that a member that was taken is claimed, gone, or another's: who still comes with that version of it comes too late.</summary>
    public void Done(SandboxMember member)
    {
        lock (_lock)
        {
            // Claimed, it counts on.
            _inHand.Remove(member.Id);
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
        await CountAsync(ready.Length, again: true).ConfigureAwait(false);
        lock (_lock)
        {
            _known.Clear();
            foreach (SandboxMember member in ready[first..].Concat(ready[..first]).Concat(_offered))
            {
                Add(member);
            }

            _offered.Clear();
        }

        // Who came while others were counted is counted, too, before anybody is served; who comes after that begins a read of its own.
        while (!ServeCounted())
        {
            await CountAsync(0, again: false).ConfigureAwait(false);
        }

        return rows.Any(r => r.State == SandboxMemberState.Creating && r.Tenant is null);
    }

    /// <summary>Counts in the store what those hold who wait, where there is less than they want and the order matters.</summary>
    /// <param name="ready">How many are to be given away besides those that are known.</param>
    /// <param name="again">Whether those are counted once more who were counted before.</param>
    private async ValueTask CountAsync(int ready, bool again)
    {
        TenantId[] waiting;
        lock (_lock)
        {
            waiting = _waiters.Count > ready && HasOrder() ? [.. _waiters.Where(w => again || w.Held is null).Select(w => w.Tenant).Distinct()] : [];
        }

        Dictionary<TenantId, string[]> held = await _held.ReadAsync(waiting).ConfigureAwait(false);
        lock (_lock)
        {
            // What is in hand here counts like what is held, and once, whether its claim is stored by now or not.
            foreach (Waiter waiter in _waiters.Where(w => held.ContainsKey(w.Tenant)))
            {
                waiter.Held = held[waiter.Tenant].Count(id => !_inHand.ContainsKey(id)) + _inHand.Count(h => h.Value == waiter.Tenant);
            }
        }
    }

    /// <summary>Ends the read that is under way, unless somebody has come who is to be counted first.</summary>
    private bool ServeCounted()
    {
        lock (_lock)
        {
            Serve();
            if (HasOrder() && _waiters.Exists(w => w.Held is null))
            {
                return false;
            }

            _reading = null;
            return true;
        }
    }

    /// <summary>Whether it matters who is served first.</summary>
    private bool HasOrder() => _waiters.Exists(w => w.Tenant != _waiters[0].Tenant);

    private void Add(SandboxMember member)
    {
        if (!_spent.Contains(member) && !_inHand.ContainsKey(member.Id) && !_known.Any(k => k.Id == member.Id))
        {
            _known.Enqueue(member);
        }
    }

    // Where there is less than all want, nobody is served before it is known what each of them holds elsewhere: who has just come has its read under way.
    private void Serve()
    {
        while (_waiters.Count > 0 && (_known.Count >= _waiters.Count || !HasOrder() || _waiters.TrueForAll(w => w.Held is not null)) && _known.TryDequeue(out SandboxMember? member))
        {
            Waiter next = _waiters.MinBy(w => w.Held ?? 0)!;
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

    // Until the store is read again, half a second later, who waits is counted on from here.
    private void Count(TenantId tenant, int change)
    {
        foreach (Waiter waiter in _waiters.Where(w => w.Tenant == tenant))
        {
            waiter.Held += change;
        }
    }

    private sealed class Waiter(TenantId tenant)
    {
        private readonly TaskCompletionSource _turn = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TenantId Tenant => tenant;

        public Task Turn => _turn.Task;

        /// <summary>Gets or sets how many sandboxes its tenant holds, on all hosts; null before the store was asked.</summary>
        public int? Held { get; set; }

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
