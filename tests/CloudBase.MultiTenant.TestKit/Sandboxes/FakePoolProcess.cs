namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A command that runs when its input is closed.</summary>
internal sealed class FakePoolProcess(Func<byte[], CommandResult> run) : ISandboxProcess
{
    private readonly MemoryStream _input = new();

    public int Id => 1;

    public IAsyncEnumerable<CommandOutput> ReadOutputAsync(CancellationToken cancellationToken = default) => throw new NotSupportedException();

    public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default) => Task.FromResult(run(_input.ToArray()));

    public Task WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default)
    {
        _input.Write(input.Span);
        return Task.CompletedTask;
    }

    public Task CloseInputAsync(CancellationToken cancellationToken = default) => Task.CompletedTask;

    public Task<bool> SignalAsync(SandboxSignal signal, CancellationToken cancellationToken = default) => Task.FromResult(false);

    public ValueTask DisposeAsync() => default;
}
