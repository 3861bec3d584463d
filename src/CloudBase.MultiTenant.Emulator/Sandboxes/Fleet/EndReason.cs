namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Why a sandbox ended.</summary>
internal enum EndReason
{
    /// <summary>Somebody asked for it.</summary>
    Manual,

    /// <summary>Its lifetime was over.</summary>
    Timeout,

    /// <summary>It died by itself, or did not start.</summary>
    Error,

    /// <summary>The emulator gave it up: a reset, or its own end.</summary>
    System,
}
