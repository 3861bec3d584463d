namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>How sandboxes are kept apart from this machine.</summary>
internal enum SandboxTier
{
    /// <summary>Namespaces made by bubblewrap.</summary>
    Bubblewrap,

    /// <summary>The same namespaces made by util-linux alone.</summary>
    Unshare,

    /// <summary>Plain processes: no isolation at all, only where somebody said so.</summary>
    Processes,
}
