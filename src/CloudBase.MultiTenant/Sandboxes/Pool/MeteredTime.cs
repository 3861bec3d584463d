using System.Globalization;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What a row has of its tenant's monthly time: so much is held for it until it is handed over, and from then on it is paid for until a time.</summary>
/// <param name="Month">The month of whose allowance it was taken.</param>
/// <param name="IsHeld">Whether it is held, and its time does not run yet.</param>
/// <param name="Ticks">How much is held, or until when it is paid for.</param>
internal readonly record struct MeteredTime(int Month, bool IsHeld, long Ticks)
{
    private const string HeldWord = "held";
    private const string PaidWord = "paid-until";

    public DateTimeOffset PaidUntil => new(Ticks, TimeSpan.Zero);

    public static MeteredTime Held(int month, TimeSpan time) => new(month, IsHeld: true, time.Ticks);

    public static MeteredTime Paid(int month, DateTimeOffset until) => new(month, IsHeld: false, until.UtcTicks);

    public static MeteredTime? Parse(string? text) =>
        text?.Split(' ') is [string month, HeldWord or PaidWord, string ticks]
        && int.TryParse(month, NumberStyles.None, CultureInfo.InvariantCulture, out int of)
        && long.TryParse(ticks, NumberStyles.None, CultureInfo.InvariantCulture, out long value)
            ? new MeteredTime(of, text.Contains(HeldWord, StringComparison.Ordinal), value)
            : null;

    /// <summary>The same where it is handed over: what was held is paid for from then on.</summary>
    public MeteredTime From(DateTimeOffset now) => IsHeld ? Paid(Month, now + TimeSpan.FromTicks(Ticks)) : this;

    /// <summary>What is given back when it does not run any more.</summary>
    public TimeSpan LeftAt(DateTimeOffset now) => TimeSpan.FromTicks(Math.Max(0, IsHeld ? Ticks : Ticks - now.UtcTicks));

    public override string ToString() => string.Create(CultureInfo.InvariantCulture, $"{Month} {(IsHeld ? HeldWord : PaidWord)} {Ticks}");
}
