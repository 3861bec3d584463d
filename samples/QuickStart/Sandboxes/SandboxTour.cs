using CloudBase.MultiTenant;

namespace QuickStart.Sandboxes;

/// <summary>What was done for one tenant in a sandbox.</summary>
/// <param name="Tenant">The tenant.</param>
/// <param name="Steps">What was done, in order.</param>
/// <param name="Arrivals">The sandboxes that the pool gave, in order.</param>
/// <param name="NotPossible">Why there is no sandbox here, and what to install; null where there is one.</param>
internal sealed record SandboxTour(TenantId Tenant, IReadOnlyList<SandboxTourStep> Steps, IReadOnlyList<ArrivedSandbox> Arrivals, string? NotPossible)
{
    internal bool Holds => Steps.All(s => s.AsExpected);
}
