using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Sandboxes.Diagnostics;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Commands;

/// <summary>A command that runs, at the other end of its stream.</summary>
internal sealed class EnvdProcess(EnvdCommands commands, ProcessEvents events, CommandRun run, int id) : ISandboxProcess
{
    private readonly SemaphoreSlim _input = new(1, 1);
    private readonly TaskCompletionSource _readerLeft = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private readonly Lock _gate = new();
    private bool _hasReader;
    private Task<CommandResult>? _wait;

    public int Id => id;

    public IAsyncEnumerable<CommandOutput> ReadOutputAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            if (_hasReader || _wait is not null)
            {
                throw new InvalidOperationException($"The output of process {id} is read already: call ReadOutputAsync once, and before WaitAsync.");
            }

            _hasReader = true;
        }

        return ReadAsync(cancellationToken);
    }

    public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default)
    {
        lock (_gate)
        {
            _wait ??= DrainAsync(_hasReader);
        }

        return _wait.WaitAsync(cancellationToken);
    }

    public Task WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default) =>
        InTurnAsync(() => commands.WriteInputAsync(id, input, cancellationToken), cancellationToken);

    public Task CloseInputAsync(CancellationToken cancellationToken = default) =>
        InTurnAsync(() => commands.CloseInputAsync(id, cancellationToken), cancellationToken);

    public Task<bool> SignalAsync(SandboxSignal signal, CancellationToken cancellationToken = default) => commands.SignalAsync(id, signal, cancellationToken);

    public ValueTask DisposeAsync()
    {
        _readerLeft.TrySetResult();
        _wait?.Forget();
        return events.DisposeAsync();
    }

    public override string ToString() => $"process {id}";

    private async IAsyncEnumerable<CommandOutput> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        try
        {
            while (await events.ReadAsync(cancellationToken).ConfigureAwait(false) is { } output)
            {
                if (output.Stdout is { Length: > 0 } written)
                {
                    yield return new CommandOutput(CommandOutputSource.StandardOutput, written);
                }

                if (output.Stderr is { Length: > 0 } complained)
                {
                    yield return new CommandOutput(CommandOutputSource.StandardError, complained);
                }
            }
        }
        finally
        {
            _readerLeft.TrySetResult();
        }
    }

    // Not under the caller's token: another caller may wait for the same end.
    private async Task<CommandResult> DrainAsync(bool afterReader)
    {
        if (afterReader)
        {
            await _readerLeft.Task.ConfigureAwait(false);
        }

        while (await events.ReadAsync(CancellationToken.None).ConfigureAwait(false) is { } output)
        {
            run.Add(output);
        }

        return run.Result(events.Ended!);
    }

    private async Task InTurnAsync(Func<Task> write, CancellationToken cancellationToken)
    {
        await _input.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            await write().ConfigureAwait(false);
        }
        finally
        {
            _input.Release();
        }
    }
}
