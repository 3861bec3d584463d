namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Where a sandbox is in its life.</summary>
internal enum FleetState
{
    Starting,
    Running,
    Pausing,
    Paused,
    Resuming,
    Stopping,
    Stopped,

    /// <summary>It never ran.</summary>
    Failed,
}
