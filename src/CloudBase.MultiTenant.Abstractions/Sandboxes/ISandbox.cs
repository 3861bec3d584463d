namespace CloudBase.MultiTenant;

/// <summary>A running or paused sandbox: where code that nobody vouches for runs, apart from the host. Called over RPC. Thread-safe.</summary>
/// <remarks>
/// It holds no platform credential and has none to lose. Letting go of this object stops nothing: <see cref="StopAsync"/> does, and so does the end of its
/// lifetime. What it does to a sandbox that is gone throws <see cref="SandboxLostException"/>; to one that is paused, <see cref="SandboxPausedException"/>.
/// </remarks>
public interface ISandbox
{
    /// <summary>Gets its id.</summary>
    SandboxId Id { get; }

    /// <summary>Gets the commands that run in it.</summary>
    ISandboxCommands Commands { get; }

    /// <summary>Gets its files.</summary>
    ISandboxFiles Files { get; }

    /// <summary>Returns where a port that something in the sandbox listens on is reached from outside. Sends nothing.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <returns>The address; it holds no token. What the provider wants besides, <see cref="GetPreviewAsync"/> returns.</returns>
    /// <exception cref="ArgumentOutOfRangeException">There is no such port.</exception>
    Uri GetPreviewUri(int port);

    /// <summary>Returns where a port is reached from outside, with the headers that the provider wants.</summary>
    /// <param name="port">The port, 1 to 65535.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<SandboxPreview> GetPreviewAsync(int port, CancellationToken cancellationToken = default);

    /// <summary>Asks the provider what it knows of this sandbox.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxLostException">It is gone.</exception>
    Task<SandboxInfo> DescribeAsync(CancellationToken cancellationToken = default);

    /// <summary>Saves its state, to start other sandboxes from.</summary>
    /// <param name="request">What to save and under which name.</param>
    /// <param name="cancellationToken">Ends the wait; a snapshot that was begun goes on.</param>
    /// <exception cref="NotSupportedException">The provider cannot: see <see cref="Ports.SandboxCapabilities"/>.</exception>
    Task<SandboxSnapshot> SnapshotAsync(SandboxSnapshotRequest? request = null, CancellationToken cancellationToken = default);

    /// <summary>Pauses it: what is on its disk stays, and its memory too where asked. Pausing what is paused succeeds.</summary>
    /// <param name="mode">What is kept.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task PauseAsync(SandboxPauseMode mode = SandboxPauseMode.KeepMemory, CancellationToken cancellationToken = default);

    /// <summary>Resumes it. Resuming what runs gives it the lifetime and succeeds.</summary>
    /// <param name="lifetime">How long it lives from now on; null takes the provider's default.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ResumeAsync(TimeSpan? lifetime = null, CancellationToken cancellationToken = default);

    /// <summary>Sets how long it lives from now on.</summary>
    /// <param name="lifetime">From now; whole seconds, at least one.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task ExtendAsync(TimeSpan lifetime, CancellationToken cancellationToken = default);

    /// <summary>Stops it for good. Stopping what is gone succeeds.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task StopAsync(CancellationToken cancellationToken = default);
}
