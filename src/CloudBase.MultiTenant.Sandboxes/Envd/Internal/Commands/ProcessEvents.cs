using System.Runtime.ExceptionServices;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;

/// <summary>What happens to a process, one event after the other. One reader at a time; one that gives up leaves its read to the next.</summary>
internal sealed class ProcessEvents(EnvdStream stream, CommandRun run, TimeSpan idleTimeout, Func<Task> kill) : IAsyncDisposable
{
    // What envd still sends after the deadline (the end, the rest of the output) comes soon or not at all.
    private static readonly TimeSpan s_grace = TimeSpan.FromSeconds(5);

    private Task<ProcessOutput?>? _next;
    private Exception? _failure;
    private TimeSpan _late;

    /// <summary>How it ended; null until then.</summary>
    public ProcessEnded? Ended { get; private set; }

    /// <summary>Waits for the first event, which has the process's id.</summary>
    public async Task<int> ReadStartAsync(TimeSpan patience) =>
        await stream.ReadAsync(EnvdJsonContext.Default.ProcessMessage, patience).ConfigureAwait(false) is { Event.Start: { } start }
            ? start.Pid
            : throw await stream.BrokenAsync("did not begin with the start of the process").ConfigureAwait(false);

    /// <summary>The next thing that it wrote; null once it has ended.</summary>
    public async Task<ProcessOutput?> ReadAsync(CancellationToken cancellationToken)
    {
        if (_failure is not null)
        {
            ExceptionDispatchInfo.Throw(_failure);
        }

        if (Ended is not null)
        {
            return null;
        }

        Task<ProcessOutput?> next = _next ??= ReadNextAsync();
        try
        {
            ProcessOutput? output = await next.WaitAsync(cancellationToken).ConfigureAwait(false);
            _next = null;
            return output;
        }
        catch (Exception exception) when (next.IsFaulted)
        {
            _failure = exception;
            throw;
        }
    }

    public ValueTask DisposeAsync()
    {
        _next?.Forget();
        return stream.DisposeAsync();
    }

    private async Task<ProcessOutput?> ReadNextAsync()
    {
        try
        {
            while (await ReadMessageAsync().ConfigureAwait(false) is { } message)
            {
                if (message.Event is { End: { } end })
                {
                    await ReadLastAsync().ConfigureAwait(false);
                    Ended = end;
                    return null;
                }

                if (message.Event is { Data: { } data })
                {
                    return data;
                }
            }
        }
        catch (SandboxUnavailableException exception) when (run.Left <= TimeSpan.Zero && exception.InnerException is OperationCanceledException)
        {
            // envd should have ended it at the deadline, and did not.
            await kill().ConfigureAwait(false);
            throw run.TimedOut(exception);
        }

        throw await stream.BrokenAsync("ended, and did not say how the process did").ConfigureAwait(false);
    }

    private async Task<ProcessMessage?> ReadMessageAsync()
    {
        TimeSpan begun = run.Elapsed;
        ProcessMessage? message = await stream.ReadAsync(EnvdJsonContext.Default.ProcessMessage, Patience()).ConfigureAwait(false);
        TimeSpan waited = run.Elapsed - begun;
        TimeSpan over = -run.Left;

        // Code that is root in the sandbox may have put a program of its own in envd's place, which talks on and so is never silent.
        // Only what is waited for here counts: who reads slowly gets all of what was written in time.
        _late += over <= TimeSpan.Zero ? TimeSpan.Zero : waited < over ? waited : over;
        return message;
    }

    private TimeSpan Patience()
    {
        TimeSpan left = run.Left;
        return left >= idleTimeout ? idleTimeout : left > TimeSpan.Zero ? left + s_grace : s_grace > _late ? s_grace - _late : TimeSpan.Zero;
    }

    // The result is known by now: a cut here costs the connection, not the answer.
    private async Task ReadLastAsync()
    {
        try
        {
            await stream.ReadAsync(EnvdJsonContext.Default.ProcessMessage, s_grace).ConfigureAwait(false);
        }
        catch (Exception exception) when (exception is CloudBaseException or ObjectDisposedException)
        {
            await stream.DisposeAsync().ConfigureAwait(false);
        }
    }
}
