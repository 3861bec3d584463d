namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

/// <summary>Starts isolated process trees over layers of files. Thread-safe. Disposing kills all of them and removes what only they needed.</summary>
internal interface ISandboxRuntime : IAsyncDisposable
{
    SandboxTier Tier { get; }

    /// <summary>Whether a freeze keeps memory without the processes seeing it.</summary>
    bool CanFreeze { get; }

    /// <summary>What a person should know of this tier on this machine: one line each (which limits hold, where layers are copied).</summary>
    IReadOnlyList<string> Notes { get; }

    /// <summary>Starts a sandbox; it takes commands when the task ends.</summary>
    /// <exception cref="SandboxRuntimeException">It did not start; nothing is left behind.</exception>
    Task<IRunningSandbox> StartAsync(SandboxLayout layout, CancellationToken cancellationToken);

    /// <summary>Keeps what a sandbox, running, frozen or killed, has on its own disk as a layer that others can start from.</summary>
    /// <returns>The size of the layer.</returns>
    Task<long> SaveLayerAsync(string sandboxId, string layerId, CancellationToken cancellationToken);

    bool HasLayer(string layerId);

    Task DeleteLayerAsync(string layerId, CancellationToken cancellationToken);

    /// <summary>Forgets the disk of a sandbox that does not run.</summary>
    Task DiscardAsync(string sandboxId, CancellationToken cancellationToken);
}
