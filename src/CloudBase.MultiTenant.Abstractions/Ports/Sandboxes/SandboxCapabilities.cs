namespace CloudBase.MultiTenant.Ports;

/// <summary>What a provider can do; what it cannot throws <see cref="NotSupportedException"/>.</summary>
[Flags]
public enum SandboxCapabilities
{
    /// <summary>Nothing beyond starting, listing, extending and stopping.</summary>
    None = 0,

    /// <summary>A pause can keep memory.</summary>
    PauseWithMemory = 1,

    /// <summary>A pause can keep the disk only.</summary>
    PauseWithoutMemory = 2,

    /// <summary>Snapshots can be taken, listed, deleted and started from.</summary>
    Snapshots = 4,

    /// <summary>A sandbox can be told to pause, not stop, when its lifetime ends.</summary>
    PauseOnExpiry = 8,

    /// <summary>The provider itself knows a start's id; elsewhere it is looked for in the metadata, which leaves a gap where lists lag.</summary>
    NativeStartId = 16,

    /// <summary>Environment variables can be given at the start.</summary>
    StartEnvironment = 32,

    /// <summary>Commands run as the user of the sandbox that the caller names; one that is not there is refused, and nobody else's commands run instead.</summary>
    NamedUsers = 64,

    /// <summary>Lists of snapshots show the names that they were given, in any form that contains them: one whose reply was lost is found again, and deleted.</summary>
    SnapshotNames = 128,
}
