namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Why the fleet refuses.</summary>
internal enum FleetError
{
    NotFound,
    Conflict,
    LimitExceeded,
    Invalid,

    /// <summary>No sandbox can be started on this machine, or this one did not start.</summary>
    Unavailable,
}
