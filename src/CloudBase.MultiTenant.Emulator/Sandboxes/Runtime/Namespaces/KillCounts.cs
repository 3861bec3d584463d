namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>How often processes of a sandbox were killed for what they used: one that was killed meanwhile, was killed for that.</summary>
internal sealed record KillCounts(Func<long> OutOfMemory, Func<long> OutOfDisk);
