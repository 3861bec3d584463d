namespace CloudBase.MultiTenant.Tests.Sandboxes.Planning;

/// <summary>A pool played event by event: who comes takes a warm member or starts cold; each claim orders another, when the bucket of tokens lets it.</summary>
internal sealed class PoolSimulation(Random random, SandboxPoolDemand demand, int target, Func<Random, double, double> draw)
{
    private readonly PriorityQueue<Action, double> _events = new();
    private double _now, _nextToken, _area, _areaSince;
    private int _ready, _creating, _inUse, _running;
    private long _arrivals, _warm, _withoutPlace;

    public double WarmRatio => (double)_warm / _arrivals;

    public double MeanRunning => _area / _now;

    public double FoundCeiling => (double)_withoutPlace / _arrivals;

    public PoolSimulation Run(int arrivals, int ceiling)
    {
        _ready = _running = target;
        ScheduleArrival(arrivals, ceiling);
        while (_arrivals < arrivals)
        {
            _events.TryDequeue(out Action? next, out double at);
            _now = at;
            next!();
        }

        return this;
    }

    private void ScheduleArrival(int left, int ceiling) => In(Exponential(random, 1 / demand.ArrivalsPerSecond), () =>
    {
        _arrivals++;
        _withoutPlace += target + _inUse >= ceiling ? 1 : 0;
        _inUse++;
        if (_ready > 0)
        {
            _warm++;
            _ready--;
            In(draw(random, demand.MeanHold.TotalSeconds), Leave);
            Order();
        }
        else
        {
            Run(1);
            In(draw(random, demand.MeanCreate.TotalSeconds) + draw(random, demand.MeanHold.TotalSeconds), Leave);
        }

        if (left > 1)
        {
            ScheduleArrival(left - 1, ceiling);
        }
    });

    private void Order()
    {
        double at = demand.RefillPerSecond is { } rate ? Math.Max(_now, _nextToken) : _now;
        _nextToken = demand.RefillPerSecond is { } r ? at + (1 / r) : 0;
        In(at - _now, () =>
        {
            _creating++;
            Run(1);
            In(draw(random, demand.MeanCreate.TotalSeconds), () => (_creating, _ready) = (_creating - 1, _ready + 1));
        });
    }

    private void Leave()
    {
        _inUse--;
        Run(-1);
    }

    private void Run(int change)
    {
        _area += _running * (_now - _areaSince);
        _areaSince = _now;
        _running += change;
    }

    private void In(double seconds, Action what) => _events.Enqueue(what, _now + seconds);

    public static double Exponential(Random random, double mean) => -mean * Math.Log(1 - random.NextDouble());

    public static double Always(Random random, double mean) => mean;

    /// <summary>One in five takes long: far more irregular than exponential times.</summary>
    public static double Uneven(Random random, double mean) => random.Next(5) == 0 ? mean * 4 : mean / 4;
}
