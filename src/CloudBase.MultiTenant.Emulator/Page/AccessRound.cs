using CloudBase.MultiTenant.Emulator.Policies;

namespace CloudBase.MultiTenant.Emulator.Page;

/// <summary>One set of policies that had to allow a call, as they were then; every round must.</summary>
/// <param name="Holder">Whose policies they are.</param>
/// <param name="Policies">Their names and documents.</param>
/// <param name="Targets">The resources; empty for an operation-level action.</param>
internal sealed record AccessRound(string Holder, IReadOnlyList<(string Name, string Document)> Policies, IReadOnlyList<AccessTarget> Targets);
