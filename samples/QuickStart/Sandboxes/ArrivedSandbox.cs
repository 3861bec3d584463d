using CloudBase.MultiTenant;

namespace QuickStart.Sandboxes;

/// <summary>A sandbox that the pool gave.</summary>
/// <param name="Tenant">To whom.</param>
/// <param name="Arrival">How it came, and how long each part took.</param>
internal sealed record ArrivedSandbox(TenantId Tenant, SandboxArrival Arrival)
{
    internal string How => Arrival switch
    {
        { Origin: SandboxOrigin.Cold } => "cold: started and prepared for the call",
        { Origin: SandboxOrigin.Warm } => "warm: it stood ready",
        { Level: SandboxRestoreLevel.Running } => "restored: it still ran",
        { Level: SandboxRestoreLevel.Memory } => "restored: from memory and disk",
        { Level: SandboxRestoreLevel.Disk } => "restored: from its disk",
        _ => "restored: from a snapshot",
    };
}
