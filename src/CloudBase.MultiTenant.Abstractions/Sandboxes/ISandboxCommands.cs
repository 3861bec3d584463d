namespace CloudBase.MultiTenant;

/// <summary>The commands of a sandbox. Thread-safe.</summary>
public interface ISandboxCommands
{
    /// <summary>Runs a command line with the sandbox's shell (<c>bash -l -c</c>) and waits for its end. An exit code other than 0 is a result, not an error.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="cancellationToken">Ends the wait, and kills the command.</param>
    /// <exception cref="SandboxCommandTimeoutException">Its timeout passed; it was killed. What it had written is in the error.</exception>
    /// <exception cref="SandboxLostException">The sandbox is gone.</exception>
    /// <exception cref="SandboxPausedException">The sandbox is paused.</exception>
    Task<CommandResult> RunAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Starts a command line with the sandbox's shell and returns as soon as it runs.</summary>
    /// <param name="command">The command line.</param>
    /// <param name="options">How it runs.</param>
    /// <param name="cancellationToken">Ends the wait for the start.</param>
    Task<ISandboxProcess> StartAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default);

    /// <summary>Connects to a process that runs already. Output from before is not repeated.</summary>
    /// <param name="processId">Its id in the sandbox.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxProcessNotFoundException">No such process runs.</exception>
    Task<ISandboxProcess> ConnectAsync(int processId, CancellationToken cancellationToken = default);

    /// <summary>Lists what was started through this interface, by anybody, and still runs.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task<IReadOnlyList<SandboxProcessInfo>> ListAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends a signal to a process.</summary>
    /// <param name="processId">Its id in the sandbox.</param>
    /// <param name="signal">The signal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when no such process runs.</returns>
    Task<bool> SignalAsync(int processId, SandboxSignal signal, CancellationToken cancellationToken = default);
}
