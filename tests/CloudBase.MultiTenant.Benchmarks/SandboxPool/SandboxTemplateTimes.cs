using System.Globalization;

namespace CloudBase.MultiTenant.Benchmarks.SandboxPool;

/// <summary>How long sandboxes took to come, by how they came; in milliseconds.</summary>
internal sealed class SandboxTemplateTimes
{
    private readonly Dictionary<string, List<double>> _arrived = new(StringComparer.Ordinal);

    public List<double> Prepared { get; } = [];

    public void Add(SandboxArrival arrival, TimeSpan time)
    {
        string how = arrival.Origin switch
        {
            SandboxOrigin.Warm => "warm",
            SandboxOrigin.Cold => "cold, template prepared",
            _ => $"restored, {arrival.Level.ToString().ToLowerInvariant()}",
        };
        _arrived.TryAdd(how, []);
        _arrived[how].Add(time.TotalMilliseconds);
    }

    /// <returns>1 where a warm claim is not ten times as fast as the preparation.</returns>
    public int Write(TextWriter output)
    {
        output.WriteLine("the emulator's sandboxes, E2B's interface, SQLite; milliseconds, with all of the provider's time");
        foreach ((string how, List<double> times) in _arrived.Append(new("template prepared for the first time", Prepared)))
        {
            output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  {how}: {times.Count} times, median {At(times, 0.5):F1}, p95 {At(times, 0.95):F1}, worst {times.Max():F1}"));
        }

        double ratio = _arrived.TryGetValue("warm", out List<double>? warm) ? At(Prepared, 0.5) / At(warm, 0.5) : 0;
        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"  a warm claim is {ratio:F1} times as fast as the preparation; wanted: 10: {(ratio >= 10 ? "reached" : "MISSED")}"));
        return ratio >= 10 ? 0 : 1;
    }

    private static double At(List<double> times, double part) => times.Order().ElementAt((int)Math.Ceiling(part * times.Count) - 1);
}
