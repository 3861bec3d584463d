using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Protocol;

/// <summary>The time that a caller's signature is judged by.</summary>
internal static class CallerTime
{
    /// <summary>The emulator's time; or the time before all advances where the caller's timestamp is nearer to that: its own clock was not advanced.</summary>
    public static DateTimeOffset Of(CloudRequest request, TimeProvider time)
    {
        var now = time.GetUtcNow();
        if (time is not EmulatorClock clock || clock.Advanced == TimeSpan.Zero
            || !long.TryParse(request.Header("X-TC-Timestamp"), NumberStyles.None, CultureInfo.InvariantCulture, out var seconds))
        {
            return now;
        }

        var unadvanced = now - clock.Advanced;
        return Math.Abs(seconds - unadvanced.ToUnixTimeSeconds()) < Math.Abs(seconds - now.ToUnixTimeSeconds()) ? unadvanced : now;
    }
}
