namespace CloudBase.MultiTenant.Emulator;

/// <summary>A CAM user as the emulator holds it, seen at one moment. Immutable.</summary>
/// <param name="Uin">The user's UIN.</param>
/// <param name="Name">The user's name.</param>
/// <param name="AttachedPolicies">The names of the policies attached to it.</param>
/// <param name="ActiveAccessKeyIds">The ids of its keys that can sign.</param>
/// <param name="InactiveAccessKeyIds">The ids of its keys that are switched off.</param>
public sealed record EmulatedUser(
    long Uin, string Name, IReadOnlyList<string> AttachedPolicies, IReadOnlyList<string> ActiveAccessKeyIds, IReadOnlyList<string> InactiveAccessKeyIds);
