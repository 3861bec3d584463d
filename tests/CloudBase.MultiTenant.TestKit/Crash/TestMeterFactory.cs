using System.Diagnostics.Metrics;

namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>Makes meters that nobody listens to unless a test does.</summary>
public sealed class TestMeterFactory : IMeterFactory
{
    private readonly List<Meter> _meters = [];

    public Meter Create(MeterOptions options)
    {
        var meter = new Meter(options);
        _meters.Add(meter);
        return meter;
    }

    public void Dispose() => _meters.ForEach(m => m.Dispose());
}
