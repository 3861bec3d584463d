namespace CloudBase.MultiTenant.Emulator;

/// <summary>A CAM policy as the emulator holds it, seen at one moment. Immutable.</summary>
/// <param name="Id">The policy's id.</param>
/// <param name="Name">The policy's name.</param>
/// <param name="Document">The document.</param>
public sealed record EmulatedPolicy(long Id, string Name, string Document);
