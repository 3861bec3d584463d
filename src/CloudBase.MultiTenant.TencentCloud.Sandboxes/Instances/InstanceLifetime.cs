using System.Globalization;

namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>How long an instance may live, and how ags wants it written: as Go writes a duration, <c>5m0s</c>. Its answers give seconds and times instead.</summary>
internal static class InstanceLifetime
{
    public static readonly TimeSpan Shortest = TimeSpan.FromSeconds(30);

    public static readonly TimeSpan Longest = TimeSpan.FromHours(24);

    /// <summary>Returns what is wrong with a lifetime, or null.</summary>
    public static string? Problem(TimeSpan lifetime) =>
        lifetime < Shortest || lifetime > Longest
            ? string.Create(CultureInfo.InvariantCulture, $"{lifetime} was given, ags takes {Shortest} to {Longest}.")
            : lifetime.Ticks % TimeSpan.TicksPerSecond != 0
                ? string.Create(CultureInfo.InvariantCulture, $"{lifetime} was given, ags takes whole seconds.")
                : null;

    /// <summary>Writes a lifetime for ags.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ags would refuse it. Nothing was sent.</exception>
    public static string Write(TimeSpan lifetime)
    {
        if (Problem(lifetime) is { } problem)
        {
            throw new ArgumentOutOfRangeException(nameof(lifetime), lifetime, $"The lifetime cannot be: {problem} Nothing was sent.");
        }

        int hours = (int)lifetime.TotalHours;
        return hours > 0 ? string.Create(CultureInfo.InvariantCulture, $"{hours}h{lifetime.Minutes}m{lifetime.Seconds}s")
            : lifetime.Minutes > 0 ? string.Create(CultureInfo.InvariantCulture, $"{lifetime.Minutes}m{lifetime.Seconds}s")
            : string.Create(CultureInfo.InvariantCulture, $"{lifetime.Seconds}s");
    }
}
