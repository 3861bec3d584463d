using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>What became of a write of a member's row.</summary>
/// <param name="Member">The row as it is stored now; null when the write was refused.</param>
/// <param name="Ceiling">The ceiling that it would have passed; null where another has changed the row.</param>
/// <param name="OpensIn">Where its tenant's time of the month is used up: when there is more again; else null.</param>
internal readonly record struct MemberWrite(SandboxMember? Member, StoreCeiling? Ceiling, TimeSpan? OpensIn = null);
