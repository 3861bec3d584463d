using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>When somebody has to look at a member next: no state of one is without a time.</summary>
internal sealed class PoolTimes(PoolPlan plan, TimeProvider time)
{
    /// <summary>How long after its operation's deadline a member is looked at that should have left its state by then.</summary>
    private static readonly TimeSpan Margin = TimeSpan.FromMinutes(5);

    private static readonly TimeSpan FirstRepair = TimeSpan.FromMinutes(1);

    public DateTimeOffset Now => time.GetUtcNow();

    /// <summary>An idle member: before it lapses, and every so often.</summary>
    public DateTimeOffset OfIdle(DateTimeOffset? paidUntil)
    {
        DateTimeOffset look = Now + plan.Options.LookInterval;
        return paidUntil - plan.RenewalLead is { } lapse && lapse < look ? lapse : look;
    }

    public DateTimeOffset OfWork(TenantOperation operation) => OfWork(operation.Deadline);

    public DateTimeOffset OfWork(DateTimeOffset deadline) => (deadline > Now ? deadline : Now) + Margin;

    public DateTimeOffset OfRepair(int repairs) => Now + (FirstRepair * Math.Pow(2, Math.Min(repairs, 10)));

    /// <summary>A removal that the deletion budget, or the cloud, refuses today.</summary>
    public DateTimeOffset OfRemoval() => Now + TimeSpan.FromDays(1);

    /// <summary>A member that nothing could be done for now: behind those that nobody has looked at yet.</summary>
    public DateTimeOffset OfTrouble() => Now + plan.Options.Interval;

    public bool IsPaidLongEnough(PooledEnvironment row) => row.PaidUntil is not { } paid || paid - Now >= plan.Options.MinPaidLeft;
}
