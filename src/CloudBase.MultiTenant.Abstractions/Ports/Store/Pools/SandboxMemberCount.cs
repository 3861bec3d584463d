namespace CloudBase.MultiTenant.Ports;

/// <summary>How many rows of a pool are alike.</summary>
/// <param name="Template">Their template.</param>
/// <param name="State">Their state.</param>
/// <param name="IsNeutral">Whether they have no tenant.</param>
/// <param name="Count">How many there are.</param>
public sealed record SandboxMemberCount(string Template, SandboxMemberState State, bool IsNeutral, int Count);
