using System.Text.Json;
using CloudBase.MultiTenant.EntityFrameworkCore.Rows;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Mapping;

/// <summary>Tenants and bindings as rows, and back.</summary>
internal static class TenantMapping
{
    public static TenantRow ToRow(Tenant tenant, long version) => new()
    {
        Account = tenant.Key.Account.Value,
        TenantHash = tenant.Key.Tenant.ToStorageKey(),
        Environment = tenant.Key.Environment.Value,
        Generation = tenant.Key.Generation,
        TenantId = tenant.Key.Tenant.Value,
        Alias = tenant.Alias.Value,
        EnvironmentId = tenant.EnvironmentId?.Value,
        State = Word.Of(tenant.State),
        Spec = SpecJson(tenant.Spec),
        Isolation = IsolationJson(tenant.Isolation),
        Marker = tenant.Marker,
        PaidUntil = tenant.PaidUntil?.UtcTicks,
        CloudRenewsItself = tenant.CloudRenewsItself,
        PurgeExpectedAt = tenant.PurgeExpectedAt?.UtcTicks,
        CurrentOperation = tenant.CurrentOperation?.Value,
        StateReason = tenant.StateReason,
        CreatedAt = tenant.CreatedAt.UtcTicks,
        UpdatedAt = tenant.UpdatedAt.UtcTicks,
        Version = version,
    };

    public static Tenant ToTenant(TenantRow row) => new()
    {
        Key = Key(row.Account, row.TenantId, row.Environment, row.Generation),
        Alias = EnvironmentAlias.Parse(row.Alias),
        EnvironmentId = row.EnvironmentId is { } id ? EnvironmentId.Parse(id) : null,
        State = Word.Parse<TenantState>(row.State),
        Spec = ToSpec(row.Spec),
        Isolation = ToIsolation(row.Isolation),
        Marker = row.Marker,
        PaidUntil = Instant.OrNull(row.PaidUntil),
        CloudRenewsItself = row.CloudRenewsItself,
        PurgeExpectedAt = Instant.OrNull(row.PurgeExpectedAt),
        CurrentOperation = row.CurrentOperation is { } operation ? OperationId.Parse(operation) : null,
        StateReason = row.StateReason,
        CreatedAt = Instant.Of(row.CreatedAt),
        UpdatedAt = Instant.Of(row.UpdatedAt),
        Version = row.Version,
    };

    public static BindingRow ToRow(EnvironmentBinding binding) => new()
    {
        Account = binding.Tenant.Account.Value,
        EnvironmentId = binding.Environment.Value,
        TenantId = binding.Tenant.Tenant.Value,
        Environment = binding.Tenant.Environment.Value,
        Generation = binding.Tenant.Generation,
        BoundAt = binding.BoundAt.UtcTicks,
    };

    public static EnvironmentBinding ToBinding(BindingRow row) =>
        new(EnvironmentId.Parse(row.EnvironmentId), Key(row.Account, row.TenantId, row.Environment, row.Generation), Instant.Of(row.BoundAt));

    public static TenantKey Key(string account, string tenant, string environment, int generation) =>
        new(CloudAccountName.Parse(account), TenantId.Parse(tenant), EnvironmentName.Parse(environment), generation);

    private static string SpecJson(TenantSpec spec) => JsonSerializer.Serialize(
        new StoredSpec(spec.PackageId, spec.Resources, spec.PeriodMonths, spec.Region, spec.Isolation?.Name, spec.Renewal),
        StoreJson.Default.StoredSpec);

    private static TenantSpec ToSpec(string json)
    {
        StoredSpec spec = JsonSerializer.Deserialize(json, StoreJson.Default.StoredSpec)!;
        return new TenantSpec
        {
            PackageId = spec.PackageId,
            Resources = spec.Resources,
            PeriodMonths = spec.PeriodMonths,
            Region = spec.Region,
            Isolation = spec.Isolation is { } name ? new IsolationKind(name) : null,
            Renewal = spec.Renewal,
        };
    }

    private static string IsolationJson(IReadOnlyList<IsolationBinding> bindings) => bindings.Count == 0 ? "[]" : JsonSerializer.Serialize(
        bindings.Select(b => new StoredIsolation(b.Kind.Name, b.State, new Dictionary<string, string>(b.Data.Values))).ToList(),
        StoreJson.Default.ListStoredIsolation);

    private static IReadOnlyList<IsolationBinding> ToIsolation(string json) => json == "[]" ? [] :
        [.. JsonSerializer.Deserialize(json, StoreJson.Default.ListStoredIsolation)!.Select(s => new IsolationBinding(
            new IsolationKind(s.Kind), s.State, s.Data.Aggregate(StepData.Empty, (data, entry) => data.With(entry.Key, entry.Value))))];
}
