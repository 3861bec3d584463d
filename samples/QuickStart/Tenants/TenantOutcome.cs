using CloudBase.MultiTenant;
using QuickStart.Onboarding;

namespace QuickStart.Tenants;

/// <summary>What became of one tenant in this run.</summary>
/// <param name="Id">The tenant.</param>
/// <param name="Tenant">What the store has, or null when it has nothing.</param>
/// <param name="CreatedNow">Whether it became active in this run.</param>
/// <param name="Took">How long this run took for it.</param>
/// <param name="Error">Why it is not active.</param>
internal sealed record TenantOutcome(TenantId Id, Tenant? Tenant, bool CreatedNow, TimeSpan Took, Exception? Error)
{
    /// <summary>Gets what a person has to decide about it; null when nothing is parked.</summary>
    internal Decision? Decision { get; init; }

    internal string Isolation => (Tenant?.ActiveIsolation()?.Kind ?? Tenant?.Spec.Isolation)?.Name ?? string.Empty;

    /// <summary>Gets where its environment is from, and which template that has.</summary>
    internal string From => Tenant?.EnvironmentId is null ? "-" : Tenant.Template is { } template ? $"{Source}, {template.Name}@{template.Version}" : Source;

    internal string Source => Tenant?.Source.ToString().ToLowerInvariant() ?? string.Empty;

    internal string State => Tenant?.State.ToString() ?? "None";
}
