namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>How a process ended: an exit code, or the signal that ended it.</summary>
internal sealed record SandboxedProcessExit(int ExitCode, int? Signal, bool OutOfMemory, bool OutOfDisk = false);
