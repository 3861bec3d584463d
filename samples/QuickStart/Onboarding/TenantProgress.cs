using CloudBase.MultiTenant;

namespace QuickStart.Onboarding;

/// <summary>Where one tenant stands while the run goes on.</summary>
/// <param name="Id">The tenant.</param>
/// <param name="Phase">How far it is.</param>
/// <param name="Step">The step it is at, or what became of it.</param>
/// <param name="StartedAt">When this run began with it, as a timestamp of the time provider; 0 while it waits for its turn.</param>
internal sealed record TenantProgress(TenantId Id, TenantPhase Phase, string Step, long StartedAt);
