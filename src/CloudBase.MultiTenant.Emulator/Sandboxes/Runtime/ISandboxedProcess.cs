namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>A process in a sandbox. Disposing closes its pipes and leaves it running.</summary>
internal interface ISandboxedProcess : IAsyncDisposable
{
    /// <summary>Its id as the sandbox sees it.</summary>
    int Id { get; }

    /// <summary>Read by one reader each; a full pipe holds the process.</summary>
    Stream Output { get; }

    Stream Error { get; }

    /// <summary>Null where it was not asked for.</summary>
    Stream? Input { get; }

    Task<SandboxedProcessExit> Exited { get; }

    /// <summary>Sends a signal to it and, for SIGKILL, to what it started in its process group.</summary>
    /// <returns>False when it has ended.</returns>
    bool Signal(int signal);
}
