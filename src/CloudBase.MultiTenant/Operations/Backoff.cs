using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Waits that double from a first to a longest, varied by a share so that many do not wake at once.</summary>
internal static class Backoff
{
    public static TimeSpan Next(TimeSpan first, TimeSpan longest, int attempt, double jitter, IRandomSource random)
    {
        double seconds = Math.Min(longest.TotalSeconds, first.TotalSeconds * Math.Pow(2, Math.Clamp(attempt, 0, 30)));
        return TimeSpan.FromSeconds(seconds * (1 + (jitter * ((2 * random.NextDouble()) - 1))));
    }
}
