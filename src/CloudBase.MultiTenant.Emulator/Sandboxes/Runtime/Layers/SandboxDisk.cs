namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>Where the private files of one sandbox are on this machine.</summary>
/// <param name="Upper">What the sandbox has changed.</param>
/// <param name="Work">Overlayfs's own.</param>
/// <param name="Lower">The layers under it, topmost first.</param>
/// <param name="Owner">The user of this machine who owns its files; null for who runs the emulator.</param>
internal sealed record SandboxDisk(string Upper, string Work, IReadOnlyList<string> Lower, uint? Owner);
