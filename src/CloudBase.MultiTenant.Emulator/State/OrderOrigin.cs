namespace CloudBase.MultiTenant.Emulator.State;

/// <summary>The request an order came with.</summary>
internal sealed record OrderOrigin(string RequestId, string Signature, DateTimeOffset SignedAt);
