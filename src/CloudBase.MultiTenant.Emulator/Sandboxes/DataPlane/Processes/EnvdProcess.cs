using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;

/// <summary>A process that a caller started: its output goes to whoever listens, and to nobody when nobody does. Thread-safe.</summary>
internal sealed class EnvdProcess : IDisposable
{
    private const int Kill = 9;

    /// <summary>How long output is waited for when the process is gone and something that it started holds its pipes.</summary>
    private static readonly TimeSpan s_pipeGrace = TimeSpan.FromSeconds(2);
    private readonly Lock _gate = new();
    private readonly List<ProcessSubscription> _listeners = [];
    private readonly SemaphoreSlim _inputTurn = new(1, 1);
    private readonly ISandboxedProcess _process;
    private readonly Action<EnvdProcess> _ended;
    private ITimer? _deadline;
    private bool _timedOut;
    private bool _isOver;
    private bool _inputClosed;
    private int _chunks;
    private int _chunksSeen = -1;
    private int _offering;

    public EnvdProcess(ISandboxedProcess process, SandboxedProcessStart start, string? tag, Action<EnvdProcess> ended)
    {
        _process = process;
        Start = start;
        Tag = tag;
        _ended = ended;
    }

    public int Id => _process.Id;

    public string? Tag { get; }

    public SandboxedProcessStart Start { get; }

    /// <summary>Begins to read what it writes; whoever is to hear all of it subscribes before.</summary>
    public void Listen() => _ = PumpAsync();

    /// <summary>Kills it when it takes longer.</summary>
    public void EndAfter(TimeSpan time, TimeProvider clock)
    {
        lock (_gate)
        {
            if (!_isOver)
            {
                _deadline = clock.CreateTimer(_ => OnDeadline(), null, time, Timeout.InfiniteTimeSpan);
            }
        }
    }

    /// <returns>Null when it is over.</returns>
    public ProcessSubscription? Subscribe()
    {
        lock (_gate)
        {
            if (_isOver)
            {
                return null;
            }

            var subscription = new ProcessSubscription(this);
            _listeners.Add(subscription);
            return subscription;
        }
    }

    public void Unsubscribe(ProcessSubscription subscription)
    {
        lock (_gate)
        {
            _listeners.Remove(subscription);
        }
    }

    /// <returns>False when its input is closed or was not asked for.</returns>
    public async Task<bool> WriteInputAsync(ReadOnlyMemory<byte> bytes, CancellationToken cancellationToken)
    {
        await _inputTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_process.Input is not { } input || _inputClosed)
            {
                return false;
            }

            await input.WriteAsync(bytes, cancellationToken).ConfigureAwait(false);
            await input.FlushAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException)
        {
            return false;
        }
        finally
        {
            _inputTurn.Release();
        }
    }

    public async Task CloseInputAsync(CancellationToken cancellationToken)
    {
        await _inputTurn.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            if (_process.Input is { } input && !_inputClosed)
            {
                _inputClosed = true;
                await input.DisposeAsync().ConfigureAwait(false);
            }
        }
        catch (IOException)
        {
            // Nobody reads it any more: it is closed.
        }
        finally
        {
            _inputTurn.Release();
        }
    }

    public bool Signal(int signal) => _process.Signal(signal);

    public void Dispose()
    {
        _deadline?.Dispose();
        _inputTurn.Dispose();
    }

    private void OnDeadline()
    {
        _timedOut = true;
        _process.Signal(Kill);
    }

    private async Task PumpAsync()
    {
        var output = ReadAsync(_process.Output, isError: false);
        var error = ReadAsync(_process.Error, isError: true);
        var exit = await _process.Exited.ConfigureAwait(false);
        var pipes = Task.WhenAll(output, error);
        // Its pipes close when the last process that holds them ends; a listener that is slow is waited for as long as it reads.
        while (await Task.WhenAny(pipes, Task.Delay(s_pipeGrace, TimeProvider.System)).ConfigureAwait(false) != pipes && !TakeQuiet())
        {
        }

        ProcessSubscription[] listeners;
        lock (_gate)
        {
            _isOver = true;
            _deadline?.Dispose();
            listeners = [.. _listeners];
        }

        _ended(this);
        await OfferAsync(listeners, new ProcessEvent.End(exit, _timedOut)).ConfigureAwait(false);
        await _process.DisposeAsync().ConfigureAwait(false);
    }

    /// <summary>Whether nothing was written and nobody is being waited for since the last look.</summary>
    private bool TakeQuiet()
    {
        var chunks = Volatile.Read(ref _chunks);
        var quiet = Volatile.Read(ref _offering) == 0 && chunks == _chunksSeen;
        _chunksSeen = chunks;
        return quiet;
    }

    private async Task ReadAsync(Stream stream, bool isError)
    {
        var buffer = new byte[32 * 1024];
        try
        {
            for (int length; (length = await stream.ReadAsync(buffer, CancellationToken.None).ConfigureAwait(false)) > 0;)
            {
                ProcessSubscription[] listeners;
                lock (_gate)
                {
                    listeners = [.. _listeners];
                }

                Interlocked.Increment(ref _chunks);
                if (listeners.Length > 0)
                {
                    await OfferAsync(listeners, new ProcessEvent.Data(isError, buffer.AsMemory(0, length).ToArray())).ConfigureAwait(false);
                }
            }
        }
        catch (Exception exception) when (exception is IOException or ObjectDisposedException or OperationCanceledException)
        {
            // The sandbox ended, and the pipe with it.
        }
    }

    private async Task OfferAsync(ProcessSubscription[] listeners, ProcessEvent happened)
    {
        Interlocked.Increment(ref _offering);
        try
        {
            foreach (var listener in listeners)
            {
                await listener.OfferAsync(happened).ConfigureAwait(false);
            }
        }
        finally
        {
            Interlocked.Decrement(ref _offering);
        }
    }
}
