namespace CloudBase.MultiTenant;

/// <summary>A command that runs in a sandbox. Thread-safe, but its output has one reader. Disposing disconnects and leaves it running.</summary>
public interface ISandboxProcess : IAsyncDisposable
{
    /// <summary>Gets its id in the sandbox.</summary>
    int Id { get; }

    /// <summary>Returns its output as it comes, until it ends. May be called once. Whoever reads slowly slows the command down; nothing is dropped.</summary>
    /// <param name="cancellationToken">Ends the reading; the command goes on.</param>
    /// <exception cref="InvalidOperationException">It is read already.</exception>
    IAsyncEnumerable<CommandOutput> ReadOutputAsync(CancellationToken cancellationToken = default);

    /// <summary>Waits for its end. Output that nobody reads is collected up to the option's bound.</summary>
    /// <param name="cancellationToken">Ends the wait; the command goes on.</param>
    /// <exception cref="SandboxCommandTimeoutException">Its timeout passed; it was killed.</exception>
    /// <exception cref="SandboxLostException">The sandbox ended before it.</exception>
    Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default);

    /// <summary>Writes to its standard input.</summary>
    /// <param name="input">The bytes.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <exception cref="SandboxProcessNotFoundException">It has ended.</exception>
    Task WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default);

    /// <summary>Closes its standard input: it reads the end.</summary>
    /// <param name="cancellationToken">Ends the wait.</param>
    Task CloseInputAsync(CancellationToken cancellationToken = default);

    /// <summary>Sends it a signal.</summary>
    /// <param name="signal">The signal.</param>
    /// <param name="cancellationToken">Ends the wait.</param>
    /// <returns>False when it has ended.</returns>
    Task<bool> SignalAsync(SandboxSignal signal, CancellationToken cancellationToken = default);
}
