namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>Where sandboxes keep their disks, and what is allowed when this machine cannot isolate them.</summary>
internal sealed record SandboxRuntimeOptions
{
    /// <summary>A folder of the runtime's own: disks of sandboxes and saved layers.</summary>
    public required string Directory { get; init; }

    /// <summary>Whether the folder is for this run only, and goes when it ends, however it ends.</summary>
    public bool IsTemporary { get; init; }

    /// <summary>Whether to run plain processes, with no isolation, where nothing better works.</summary>
    public bool AllowUnsafeProcesses { get; init; }

    /// <summary>Whether homes are copied from their layers also where overlayfs could put them together.</summary>
    public bool CopyLayers { get; init; }

    /// <summary>Whether sandboxes have no cgroups, as where none can be written.</summary>
    public bool NoCgroups { get; init; }

    /// <summary>The one tier to try; null is the best that works.</summary>
    public SandboxTier? Tier { get; init; }
}
