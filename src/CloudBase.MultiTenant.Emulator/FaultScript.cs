using System.Globalization;
using CloudBase.MultiTenant.Emulator.Hosting;

namespace CloudBase.MultiTenant.Emulator;

/// <summary>A fault to be met by chosen calls. Calls are counted once they are authenticated and served. Immutable.</summary>
public sealed record FaultScript
{
    /// <summary>The longest time a late effect may take, from the moment the request was signed.</summary>
    public static readonly TimeSpan LatestLanding = TimeSpan.FromMinutes(5);

    /// <summary>What happens.</summary>
    public required FaultKind Kind { get; init; }

    /// <summary>The service (<c>tcb</c>, <c>cam</c>, <c>sts</c>, <c>tag</c>, <c>billing</c>, <c>gateway</c>); null for all.</summary>
    public string? Service { get; init; }

    /// <summary>The action; null for all.</summary>
    public string? Action { get; init; }

    /// <summary>The first matching call to meet it, from 1.</summary>
    public int Nth { get; init; } = 1;

    /// <summary>How many matching calls in a row meet it, at least 1.</summary>
    public int Times { get; init; } = 1;

    /// <summary>The chance that a call in that range meets it, above 0 to 1; drawn from the seed.</summary>
    public double Probability { get; init; } = 1;

    /// <summary>The code of an error; <c>InternalError</c> when null.</summary>
    public string? ErrorCode { get; init; }

    /// <summary>The message of an error.</summary>
    public string? Message { get; init; }

    /// <summary>The time a kind needs: latency, delivery, skew (may be negative), or landing (drawn within five minutes when null).</summary>
    public TimeSpan? Delay { get; init; }

    internal void Validate()
    {
        Check(Nth >= 1, nameof(Nth), Nth, BodyRules.Of("nth"));
        Check(Times >= 1, nameof(Times), Times, BodyRules.Of("times"));
        Check(Probability > 0 && Probability <= 1, nameof(Probability), Probability, BodyRules.Of("probability"));
        if (Kind is FaultKind.Latency or FaultKind.SlowDelivery or FaultKind.ClockSkew && Delay is null)
        {
            throw new ArgumentException($"{nameof(Delay)} is missing: a script of the kind {Kind} needs one, {BodyRules.Of("delay")}.", nameof(Delay));
        }

        Check(Kind == FaultKind.ClockSkew || !(Delay < TimeSpan.Zero), nameof(Delay), Delay, $"0 or more, for it is only a clock that can be moved back ({FaultKind.ClockSkew})");
        Check(Kind != FaultKind.LandsLate || !(Delay > LatestLanding), nameof(Delay), Delay, "at most 00:05:00: an effect lands at most five minutes after its request was signed");
    }

    private static void Check(bool holds, string member, object? value, string rule)
    {
        if (!holds)
        {
            throw new ArgumentOutOfRangeException(member, string.Create(CultureInfo.InvariantCulture, $"{member} is '{value}' but must be {rule}."));
        }
    }
}
