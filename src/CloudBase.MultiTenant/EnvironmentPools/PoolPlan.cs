using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.EnvironmentPools;

/// <summary>What the pool's environments are: the options, completed by those of provisioning.</summary>
internal sealed class PoolPlan(IOptions<EnvironmentPoolOptions> options, IOptions<CloudBaseOptions> engine)
{
    /// <summary>The name of the pool; a deployment has one.</summary>
    public const string Name = "default";

    public EnvironmentPoolOptions Options => options.Value;

    public TimeSpan RenewalLead => engine.Value.Renewal.LeadTime;

    /// <summary>Gets whether tenants get environments from here.</summary>
    public bool IsUsed => engine.Value.Provisioning.Source is null or EnvironmentSource.Pool;

    public TenantSpec Spec => new()
    {
        PackageId = options.Value.PackageId ?? engine.Value.Provisioning.PackageId,
        Resources = [.. options.Value.Resources.Count > 0 ? options.Value.Resources : engine.Value.Provisioning.Resources],
        PeriodMonths = engine.Value.Provisioning.PeriodMonths,
        Region = options.Value.Region ?? engine.Value.Provisioning.Region,
        Isolation = NoIsolation,

        // The pool renews by a rule of its own, and the cloud never does.
        Renewal = RenewalPolicy.None,
    };

    public string Shape => ShapeOf(Spec);

    /// <summary>Gets what stands for the isolation of an environment that is nobody's.</summary>
    private static IsolationKind NoIsolation { get; } = new("none");

    /// <summary>What makes two environments alike, whoever gets them.</summary>
    public static string ShapeOf(TenantSpec spec) => string.Join(
        '|', spec.PackageId, spec.Region ?? "-", spec.PeriodMonths, string.Join(',', (spec.Resources ?? []).Order(StringComparer.Ordinal)));

    public static PooledEnvironmentQuery Query(params IReadOnlyList<PooledEnvironmentState> states) => new() { Pool = Name, States = states };
}
