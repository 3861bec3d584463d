namespace CloudBase.MultiTenant.Emulator.Policies;

/// <summary>A resource that a call touches, with its tags written <c>key&amp;value</c>.</summary>
internal sealed record AccessTarget(ResourceName Resource, IReadOnlyList<string> Tags);
