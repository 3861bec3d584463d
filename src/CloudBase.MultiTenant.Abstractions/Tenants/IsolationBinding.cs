using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant;

/// <summary>One isolation strategy at work for a tenant. A tenant may have two while it moves from one to the other.</summary>
/// <param name="Kind">The strategy.</param>
/// <param name="State">How far it is.</param>
/// <param name="Data">What the strategy must remember, such as a sub-account's number; secrets in it are protected text.</param>
public sealed record IsolationBinding(IsolationKind Kind, IsolationBindingState State, StepData Data);
