namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>A process of a held sandbox.</summary>
internal sealed class LeasedProcess(SandboxLease lease, ISandboxProcess inner) : ISandboxProcess
{
    public int Id => inner.Id;

    public IAsyncEnumerable<CommandOutput> ReadOutputAsync(CancellationToken cancellationToken = default)
    {
        lease.ThrowIfOver();
        return inner.ReadOutputAsync(cancellationToken);
    }

    public Task<CommandResult> WaitAsync(CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.WaitAsync(cancellationToken), cancellationToken);

    public Task WriteInputAsync(ReadOnlyMemory<byte> input, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.WriteInputAsync(input, cancellationToken), cancellationToken);

    public Task CloseInputAsync(CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.CloseInputAsync(cancellationToken), cancellationToken);

    public Task<bool> SignalAsync(SandboxSignal signal, CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.SignalAsync(signal, cancellationToken), cancellationToken);

    public ValueTask DisposeAsync() => inner.DisposeAsync();
}
