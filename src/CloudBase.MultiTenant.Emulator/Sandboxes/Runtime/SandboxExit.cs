namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>How a sandbox ended.</summary>
internal enum SandboxExit
{
    /// <summary>It was told to.</summary>
    Killed,

    /// <summary>Its first process went away by itself, or was killed from inside.</summary>
    Lost,
}
