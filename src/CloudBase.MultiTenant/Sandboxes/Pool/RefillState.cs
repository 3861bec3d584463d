using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>How a template's starts go, as all hosts share it: a bucket of tokens, a slow start, a breaker. Immutable.</summary>
internal sealed record RefillState
{
    /// <summary>Failures in a row that open the breaker.</summary>
    private const int MostInARow = 5;

    /// <summary>How many starts are looked back at; more than half of them failed opens it, too.</summary>
    private const int Window = 20;

    private const int LargestBatch = 256;

    private static readonly TimeSpan s_probeInterval = TimeSpan.FromMinutes(1);

    public TokenBucket Bucket { get; init; } = TokenBucket.New;

    /// <summary>How many are started at once: 1, 2, 4 and so on while all goes well.</summary>
    public int Batch { get; init; } = 1;

    public int FailuresInARow { get; init; }

    /// <summary>The last starts, <c>+</c> and <c>-</c>.</summary>
    public string Recent { get; init; } = string.Empty;

    /// <summary>When the next probe may be made; null while the breaker is closed.</summary>
    public DateTimeOffset? ProbeAt { get; init; }

    /// <summary>Until when the provider wants no starts.</summary>
    public DateTimeOffset? HeldUntil { get; init; }

    public bool IsOpen => ProbeAt is not null;

    /// <summary>Takes up to so many tokens; where the breaker is open, the one of the probe.</summary>
    public (RefillState State, int Taken) Take(int want, double perSecond, DateTimeOffset now)
    {
        if (HeldUntil > now)
        {
            return (this, 0);
        }

        if (ProbeAt is { } probe)
        {
            return probe > now ? (this, 0) : (this with { ProbeAt = now + s_probeInterval }, 1);
        }

        TokenBucket filled = Bucket.FilledAt(now, perSecond);
        int taken = Math.Min(Math.Min(want, Batch), (int)filled.Tokens);
        return (this with { Bucket = filled.Without(taken) }, taken);
    }

    /// <summary>How long it takes until the probe may be made; null while the breaker is closed.</summary>
    public TimeSpan? UntilProbe(DateTimeOffset now)
    {
        if (ProbeAt is not { } probe)
        {
            return null;
        }

        DateTimeOffset at = HeldUntil > probe ? HeldUntil.Value : probe;
        return at > now ? at - now : TimeSpan.Zero;
    }

    /// <summary>Lets the probe of an open breaker be made at once.</summary>
    public RefillState WithProbe(DateTimeOffset now) => IsOpen ? this with { ProbeAt = now } : this;

    /// <summary>Counts a start that went well. The next batch is twice as large; a breaker closes.</summary>
    public RefillState Succeeded() => this with
    {
        Batch = Math.Min(LargestBatch, Batch * 2),
        FailuresInARow = 0,
        Recent = IsOpen ? "+" : Add('+'),
        ProbeAt = null,
    };

    /// <summary>Counts a start that failed. A token that was spent stays spent.</summary>
    public RefillState Failed(DateTimeOffset now)
    {
        string recent = Add('-');
        int row = FailuresInARow + 1;
        bool opens = row >= MostInARow || (recent.Length == Window && recent.Count(c => c == '-') * 2 > Window);
        return this with { Batch = 1, FailuresInARow = row, Recent = recent, ProbeAt = opens || IsOpen ? now + s_probeInterval : null };
    }

    /// <summary>Waits as the provider asked to; that says nothing about the template.</summary>
    public RefillState Held(DateTimeOffset until) => this with { Batch = 1, HeldUntil = until };

    public StepData Write() => Bucket.Write()
        .With("batch", Batch.ToString(CultureInfo.InvariantCulture))
        .With("in-a-row", FailuresInARow.ToString(CultureInfo.InvariantCulture))
        .With("recent", Recent)
        .With("probe-at", Text(ProbeAt))
        .With("held-until", Text(HeldUntil));

    public static RefillState Read(StepData data) => new()
    {
        Bucket = TokenBucket.Read(data),
        Batch = int.TryParse(data.Find("batch"), NumberStyles.None, CultureInfo.InvariantCulture, out int batch) ? batch : 1,
        FailuresInARow = int.TryParse(data.Find("in-a-row"), NumberStyles.None, CultureInfo.InvariantCulture, out int row) ? row : 0,
        Recent = data.Find("recent") ?? string.Empty,
        ProbeAt = Time(data.Find("probe-at")),
        HeldUntil = Time(data.Find("held-until")),
    };

    private string Add(char outcome)
    {
        string recent = Recent + outcome;
        return recent.Length > Window ? recent[^Window..] : recent;
    }

    private static string? Text(DateTimeOffset? time) => time?.ToString("O", CultureInfo.InvariantCulture);

    private static DateTimeOffset? Time(string? text) =>
        DateTimeOffset.TryParse(text, CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind, out DateTimeOffset time) ? time : null;
}
