namespace CloudBase.MultiTenant.Emulator.Hosting;

/// <summary>What <c>GET /_emulator/clock</c> shows.</summary>
internal sealed record ClockReading(DateTimeOffset Now, TimeSpan Advanced, bool CanAdvance)
{
    public static ClockReading Of(TimeProvider time) => new(time.GetUtcNow(), (time as EmulatorClock)?.Advanced ?? TimeSpan.Zero, time is EmulatorClock);
}
