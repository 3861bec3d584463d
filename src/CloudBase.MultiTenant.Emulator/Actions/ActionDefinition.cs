using CloudBase.MultiTenant.Emulator.Policies;
using CloudBase.MultiTenant.Emulator.Protocol;

namespace CloudBase.MultiTenant.Emulator.Actions;

/// <summary>An action that is served.</summary>
/// <param name="Service">The service's short name.</param>
/// <param name="Name">The action's name.</param>
/// <param name="Parameters">What it takes.</param>
/// <param name="RatePerSecond">Calls a second and account, by the published defaults.</param>
/// <param name="Targets">The resources a call touches; null for an operation-level action, an empty list where this call is one.</param>
/// <param name="Execute">Checks everything, then changes, then writes the answer.</param>
internal sealed record ActionDefinition(
    string Service, string Name, ParameterSchema Parameters, int RatePerSecond,
    Func<ActionContext, IReadOnlyList<AccessTarget>>? Targets, Action<ActionContext> Execute)
{
    public string FullName { get; } = $"{Service}:{Name}";

    /// <summary>Whether the call must name a region.</summary>
    public bool NeedsRegion { get; init; }

    /// <summary>Who may call it without any policy: an identity asking who it is.</summary>
    public bool OpenToAll { get; init; }
}
