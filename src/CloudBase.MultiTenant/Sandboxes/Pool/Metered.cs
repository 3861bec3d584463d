using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>A row as its tenant's time lets it be written.</summary>
/// <param name="Member">The row.</param>
/// <param name="Time">What of the tenant's time is to be written with it; null for nothing.</param>
/// <param name="OpensIn">Where nothing is left for a claim: when there is again; else null.</param>
internal readonly record struct Metered(SandboxMember Member, SharedRecord? Time = null, TimeSpan? OpensIn = null);
