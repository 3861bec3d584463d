namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A snapshot of <see cref="FakePoolProvider"/>.</summary>
/// <param name="Saved">What its provider says of it.</param>
/// <param name="Files">The files in it.</param>
public sealed record FakePoolSnapshot(SandboxSnapshot Saved, Dictionary<string, string> Files);
