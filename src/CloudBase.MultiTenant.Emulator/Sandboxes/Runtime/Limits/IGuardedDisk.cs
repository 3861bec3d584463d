namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>A running sandbox, as the guard of disks knows it.</summary>
internal interface IGuardedDisk
{
    string DiskPath { get; }

    DiskRoom Room { get; }

    /// <summary>Kills what may be writing; each process tells then that its disk was the reason.</summary>
    Task KillProcessesAsync();
}
