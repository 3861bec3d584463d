using System.Globalization;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What all hosts know of a pool besides its members: whether it is filled, and how fast. Immutable.</summary>
internal sealed record PoolState
{
    public bool IsDrained { get; init; }

    /// <summary>Gets how many members may be under way at a time: 1 after a failure, doubled by each success.</summary>
    public int Window { get; init; } = 1;

    public int FailuresInARow { get; init; }

    public DateTimeOffset? ClosedUntil { get; init; }

    /// <summary>Gets how many orders may go out at once.</summary>
    public TokenBucket Bucket { get; init; } = TokenBucket.New;

    public bool IsClosed(DateTimeOffset now) => ClosedUntil > now;

    /// <summary>The state with the tokens that have come in since.</summary>
    public PoolState At(DateTimeOffset now, EnvironmentPoolOptions options) =>
        this with { Bucket = Bucket.FilledAt(now, options.OrdersPerSecond * options.RefillShare) };

    public PoolState Succeeded(EnvironmentPoolOptions options) =>
        this with { Window = Math.Min(Math.Max(1, Window) * 2, options.MaxCreating), FailuresInARow = 0, ClosedUntil = null };

    public PoolState Failed(DateTimeOffset now, EnvironmentPoolOptions options)
    {
        int failures = FailuresInARow + 1;
        return this with
        {
            Window = 1, FailuresInARow = failures, ClosedUntil = failures >= options.FailuresToClose ? now + options.ClosedFor : ClosedUntil,
        };
    }

    public static PoolState Read(StepData data) => new()
    {
        IsDrained = data.Find("drained") == "true",
        Window = Number(data, "window") ?? 1,
        FailuresInARow = Number(data, "failures") ?? 0,
        ClosedUntil = WorkflowData.FindTime(data, "closedUntil"),
        Bucket = TokenBucket.Read(data),
    };

    public StepData Write() => StepData.Empty
        .With("drained", IsDrained ? "true" : null)
        .With("window", Window.ToString(CultureInfo.InvariantCulture))
        .With("failures", FailuresInARow.ToString(CultureInfo.InvariantCulture))
        .With("closedUntil", ClosedUntil is { } until ? WorkflowData.Write(until) : null)
        .With(Bucket.Write());

    private static int? Number(StepData data, string name) => data.Find(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : null;
}
