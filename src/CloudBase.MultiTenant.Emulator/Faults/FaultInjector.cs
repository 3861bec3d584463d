namespace CloudBase.MultiTenant.Emulator.Faults;

/// <summary>The scripts in force, and what they do to the call in hand. Thread-safe.</summary>
internal sealed class FaultInjector(int? seed)
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _scripts = [];
    private int _added;
    private int _lastId;

    public TimeSpan ClockSkew { get; private set; }

    public IReadOnlyList<FaultScript> Scripts
    {
        get
        {
            lock (_gate)
            {
                return _scripts.ConvertAll(armed => armed.Script);
            }
        }
    }

    /// <summary>The scripts in force with the numbers that <see cref="Remove"/> takes.</summary>
    public IReadOnlyList<(int Id, FaultScript Script)> Numbered
    {
        get
        {
            lock (_gate)
            {
                return _scripts.ConvertAll(armed => (armed.Id, armed.Script));
            }
        }
    }

    public void Add(FaultScript script)
    {
        script.Validate();
        lock (_gate)
        {
            if (script.Kind == FaultKind.ClockSkew)
            {
                ClockSkew = script.Delay ?? TimeSpan.Zero;
            }

            _scripts.Add(new Armed(++_lastId, script, new Random(unchecked(((seed ?? 0) * 31) + _added++))));
        }
    }

    /// <summary>Takes one script out of force; false when it is in force no longer.</summary>
    public bool Remove(int id)
    {
        lock (_gate)
        {
            var removed = _scripts.RemoveAll(armed => armed.Id == id) > 0;
            ClockSkew = _scripts.FindLast(armed => armed.Script.Kind == FaultKind.ClockSkew)?.Script.Delay ?? TimeSpan.Zero;
            return removed;
        }
    }

    public void Clear()
    {
        lock (_gate)
        {
            _scripts.Clear();
            _added = 0;
            ClockSkew = TimeSpan.Zero;
        }
    }

    /// <summary>The scripts that strike this call; each call is counted once by every script that matches it.</summary>
    public IReadOnlyList<FaultStrike> Strike(string service, string action)
    {
        lock (_gate)
        {
            List<FaultStrike>? strikes = null;
            foreach (var armed in _scripts)
            {
                if (armed.Script.Kind != FaultKind.ClockSkew && armed.TryStrike(service, action, out var strike))
                {
                    (strikes ??= []).Add(strike);
                }
            }

            return (IReadOnlyList<FaultStrike>?)strikes ?? [];
        }
    }

    private sealed class Armed(int id, FaultScript script, Random random)
    {
        private int _seen;

        public int Id => id;

        public FaultScript Script => script;

        public bool TryStrike(string service, string action, out FaultStrike strike)
        {
            strike = default;
            if ((script.Service is not null && script.Service != service) || (script.Action is not null && script.Action != action))
            {
                return false;
            }

            var seen = ++_seen;
            // Both draws are made for every matching call, so that one script's sequence does not depend on its luck.
            var luck = random.NextDouble();
            var fraction = random.NextDouble();
            if (seen < script.Nth || (long)seen >= (long)script.Nth + script.Times || luck >= script.Probability)
            {
                return false;
            }

            strike = new FaultStrike(script, fraction);
            return true;
        }
    }
}
