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
        Source = Word.Of(tenant.Source),
        Template = TemplateJson(tenant.Template),
        Quota = QuotaJson(tenant.Quota),
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
        Source = Word.Parse<EnvironmentSource>(row.Source),
        Template = ToTemplate(row.Template),
        Quota = ToQuota(row.Quota),
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

    /// <summary>A row of a pool and its tenant are of one account: the account is stored once.</summary>
    public static void CheckAccount(CloudAccountName account, TenantKey? tenant)
    {
        if (tenant is not null && tenant.Account != account)
        {
            throw new ArgumentException($"The row is of the account '{account}' and its tenant '{tenant.Tenant}' of '{tenant.Account}': they must be the same.", nameof(tenant));
        }
    }

    private static string SpecJson(TenantSpec spec) => JsonSerializer.Serialize(
        new StoredSpec(spec.PackageId, spec.Resources, spec.PeriodMonths, spec.Region, spec.Isolation?.Name, spec.Renewal, spec.Template),
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
            Template = spec.Template,
        };
    }

    private static string? TemplateJson(AppliedTemplate? template) => template is null ? null : JsonSerializer.Serialize(
        new StoredTemplate(template.Name, template.Version, template.Definition, template.AppliedAt.UtcTicks), StoreJson.Default.StoredTemplate);

    private static AppliedTemplate? ToTemplate(string? json) =>
        json is not null && JsonSerializer.Deserialize(json, StoreJson.Default.StoredTemplate) is { } template
            ? new AppliedTemplate(template.Name, template.Version, template.Definition, Instant.Of(template.AppliedAt))
            : null;

    private static string? QuotaJson(TenantQuota? quota) => quota is null ? null : JsonSerializer.Serialize(
        new StoredQuota(
            quota.MonthlyCalls,
            quota.CapacityBytes,
            quota.MonthlyTrafficBytes,
            quota.MonthlyCredits,
            quota.RunningSandboxes,
            quota.TotalSandboxes,
            quota.PausedSandboxBytes,
            quota.MonthlySandboxSeconds),
        StoreJson.Default.StoredQuota);

    private static TenantQuota? ToQuota(string? json) =>
        json is not null && JsonSerializer.Deserialize(json, StoreJson.Default.StoredQuota) is { } quota
            ? new TenantQuota
            {
                MonthlyCalls = quota.MonthlyCalls,
                CapacityBytes = quota.CapacityBytes,
                MonthlyTrafficBytes = quota.MonthlyTrafficBytes,
                MonthlyCredits = quota.MonthlyCredits,
                RunningSandboxes = quota.RunningSandboxes,
                TotalSandboxes = quota.TotalSandboxes,
                PausedSandboxBytes = quota.PausedSandboxBytes,
                MonthlySandboxSeconds = quota.MonthlySandboxSeconds,
            }
            : null;

    private static string IsolationJson(IReadOnlyList<IsolationBinding> bindings) => bindings.Count == 0 ? "[]" : JsonSerializer.Serialize(
        bindings.Select(b => new StoredIsolation(b.Kind.Name, b.State, new Dictionary<string, string>(b.Data.Values))).ToList(),
        StoreJson.Default.ListStoredIsolation);

    private static IReadOnlyList<IsolationBinding> ToIsolation(string json) => json == "[]" ? [] :
        [.. JsonSerializer.Deserialize(json, StoreJson.Default.ListStoredIsolation)!.Select(s => new IsolationBinding(
            new IsolationKind(s.Kind), s.State, s.Data.Aggregate(StepData.Empty, (data, entry) => data.With(entry.Key, entry.Value))))];
}
