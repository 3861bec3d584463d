namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>A command that reads its input, as one host sees it: it has its effect when all of the input is there, and that is what may be lost or late.</summary>
internal sealed class ScheduleCommand(ISandboxProcess inner, Func<Func<Task<CommandResult>>, CancellationToken, Task<CommandResult>> pass) : ISandboxProcess
{
    public int Id => inner.Id;

    public IAsyncEnumerable<CommandOutput> ReadOutputAsync(CancellationToken cancellationToken = default) => inner.ReadOutputAsync(cancellationToken);

    public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default) => pass(async () => await inner.WaitAsync(default), cancellationToken);

    public Task WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default) => inner.WriteInputAsync(input, cancellationToken);

    public Task CloseInputAsync(CancellationToken cancellationToken = default) => inner.CloseInputAsync(cancellationToken);

    public Task<bool> SignalAsync(SandboxSignal signal, CancellationToken cancellationToken = default) => inner.SignalAsync(signal, cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
