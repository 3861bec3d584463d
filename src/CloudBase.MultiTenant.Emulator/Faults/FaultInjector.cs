namespace CloudBase.MultiTenant.Emulator.Faults;

/// <summary>The scripts in force, and what they do to the call in hand. Thread-safe.</summary>
internal sealed class FaultInjector(int? seed)
{
    private readonly Lock _gate = new();
    private readonly List<Armed> _scripts = [];
    private int _added;

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

    public void Add(FaultScript script)
    {
        script.Validate();
        lock (_gate)
        {
            if (script.Kind == FaultKind.ClockSkew)
            {
                ClockSkew = script.Delay ?? TimeSpan.Zero;
            }

            _scripts.Add(new Armed(script, new Random(unchecked(((seed ?? 0) * 31) + _added++))));
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

    private sealed class Armed(FaultScript script, Random random)
    {
        private int _seen;

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
