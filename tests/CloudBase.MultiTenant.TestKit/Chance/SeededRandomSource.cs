using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit;

/// <summary>Chance that a seed decides, so that a failing run can be repeated.</summary>
public sealed class SeededRandomSource(int seed) : IRandomSource
{
    private readonly Lock _lock = new();
    private readonly Random _random = new(seed);

    public void Fill(Span<byte> bytes)
    {
        lock (_lock)
        {
            _random.NextBytes(bytes);
        }
    }

    public double NextDouble()
    {
        lock (_lock)
        {
            return _random.NextDouble();
        }
    }
}
