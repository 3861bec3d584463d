namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>The users of this machine whom those of a sandbox are: three that nobody else is, so that the kernel keeps them apart as it does any others.</summary>
/// <param name="User">Whose code it runs.</param>
/// <param name="Mcp">Whose processes and files the other can neither read nor signal.</param>
/// <param name="Root">Nobody in there; the file systems that are mounted for it need a root.</param>
internal sealed record SandboxUsers(uint User, uint Mcp, uint Root);
