namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The commands of a held sandbox: each call is use, and none goes out when the lease is over.</summary>
internal sealed class LeasedCommands(SandboxLease lease, ISandboxCommands inner) : ISandboxCommands
{
    public Task<CommandResult> RunAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default) =>
        lease.UseAsync(() => inner.RunAsync(command, options, cancellationToken), cancellationToken);

    public Task<ISandboxProcess> StartAsync(string command, CommandOptions? options = null, CancellationToken cancellationToken = default) =>
        lease.UseAsync<ISandboxProcess>(async () => new LeasedProcess(lease, await inner.StartAsync(command, options, cancellationToken).ConfigureAwait(false)), cancellationToken);

    public Task<ISandboxProcess> ConnectAsync(int processId, CancellationToken cancellationToken = default) =>
        lease.UseAsync<ISandboxProcess>(async () => new LeasedProcess(lease, await inner.ConnectAsync(processId, cancellationToken).ConfigureAwait(false)), cancellationToken);

    public Task<IReadOnlyList<SandboxProcessInfo>> ListAsync(CancellationToken cancellationToken = default) => lease.UseAsync(() => inner.ListAsync(cancellationToken), cancellationToken);

    public Task<bool> SignalAsync(int processId, SandboxSignal signal, CancellationToken cancellationToken = default) =>
        lease.UseAsync(() => inner.SignalAsync(processId, signal, cancellationToken), cancellationToken);
}
