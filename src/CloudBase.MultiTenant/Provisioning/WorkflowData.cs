using System.Globalization;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>The names and forms of what workflows keep in intents, receipts, inputs and results.</summary>
internal static class WorkflowData
{
    public const string Alias = "alias";
    public const string Package = "package";
    public const string Period = "period";
    public const string SignedAt = "signedAt";
    public const string Fence = "fence";
    public const string Environment = "environment";
    public const string Duplicates = "duplicates";
    public const string PaidUntil = "paidUntil";
    public const string AutoRenews = "autoRenews";
    public const string ResidualSeconds = "residualSeconds";
    public const string SkipIsolation = "skipIsolationPeriod";
    public const string IgnoreData = "ignoreRemainingData";
    public const string Leftovers = Operations.Leftovers.Name;
    public const string Alive = "alive";
    public const string DeleteForeign = "deleteForeignKeys";
    public const string Reason = "reason";

    /// <summary>Says in a provisioning's input that it has a place reserved, see <see cref="IsolationPlaces"/>.</summary>
    public const string Place = "place";

    /// <summary>The name that isolation strategies read, see <see cref="IIsolationStrategy.RotateKeysAsync"/>.</summary>
    public const string Overlap = "overlap";

    public static string Write(DateTimeOffset time) => time.ToUniversalTime().ToString("O", CultureInfo.InvariantCulture);

    public static DateTimeOffset ReadTime(StepData data, string name) =>
        DateTimeOffset.ParseExact(data[name], "O", CultureInfo.InvariantCulture, DateTimeStyles.RoundtripKind);

    public static DateTimeOffset? FindTime(StepData data, string name) => data.Find(name) is null ? null : ReadTime(data, name);

    /// <summary>Adds how long two keys are to work side by side, in whole seconds rounded up.</summary>
    public static StepData WithOverlap(StepData data, TimeSpan overlap) =>
        data.With(Overlap, ((long)Math.Ceiling(overlap.TotalSeconds)).ToString(CultureInfo.InvariantCulture));

    public static TimeSpan ReadOverlap(StepData data) =>
        data.Find(Overlap) is { } seconds ? TimeSpan.FromSeconds(long.Parse(seconds, CultureInfo.InvariantCulture)) : TimeSpan.Zero;

    /// <summary>Says whether two inputs ask for the same; why, and from which state, makes no difference.</summary>
    public static bool AsksForTheSame(StepData one, StepData other) => Asked(one).Equals(Asked(other));

    public static StepData WithList(this StepData data, string name, IReadOnlyList<string> values) => values.Count == 0 ? data
        : values.Select((value, i) => (value, i)).Aggregate(
            data, (current, v) => current.With($"{name}.{v.i.ToString("D4", CultureInfo.InvariantCulture)}", v.value));

    public static IReadOnlyList<string> ReadList(StepData data, string name) =>
        [.. data.Values.Where(v => v.Key.StartsWith(name + ".", StringComparison.Ordinal)).Select(v => v.Value)];

    /// <summary>Puts what the books say on the tenant's record.</summary>
    public static Tenant Pay(Tenant tenant, StepData data) => tenant with
    {
        PaidUntil = FindTime(data, PaidUntil) ?? tenant.PaidUntil,
        CloudRenewsItself = data.Find(AutoRenews) is { } renews ? renews == "true" : tenant.CloudRenewsItself,
    };

    public static StepData Read(EnvironmentBilling? billing) => billing is null ? StepData.Empty : StepData.Empty
        .With(PaidUntil, billing.PaidUntil is { } paid ? Write(paid) : null)
        .With(AutoRenews, billing.AutoRenews ? "true" : "false");

    private static StepData Asked(StepData input) => input.With(Reason, null).With(Operations.TenantStates.From, null);
}
