using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;

/// <summary>What a process wrote, or how it ended.</summary>
internal abstract record ProcessEvent
{
    public sealed record Data(bool IsError, ReadOnlyMemory<byte> Bytes) : ProcessEvent;

    public sealed record End(SandboxedProcessExit Exit, bool TimedOut) : ProcessEvent;
}
