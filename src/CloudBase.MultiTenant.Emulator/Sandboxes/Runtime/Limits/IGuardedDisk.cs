namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>A running sandbox, as the guard of disks knows it.</summary>
internal interface IGuardedDisk
{
    string DiskPath { get; }

    long MaxDiskBytes { get; }

    /// <summary>What it had when it was last counted.</summary>
    long DiskBytes { get; set; }

    Task KillProcessesAsync();
}
