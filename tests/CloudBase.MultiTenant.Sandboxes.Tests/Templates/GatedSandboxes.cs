using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Crash;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>The provider, and its sandboxes' commands, as a host sees them that dies before or after one of its calls.</summary>
internal sealed class GatedSandboxes(FakeSandboxes inner, CrashGate gate) : ISandboxProvider
{
    public string Name => inner.Name;

    public SandboxCapabilities Capabilities => inner.Capabilities;

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        ISandbox sandbox = await PassAsync(() => inner.StartAsync(start, cancellationToken));
        ISandboxCommands commands = Intercepted<ISandboxCommands>.Wrap(sandbox.Commands, (method, args) => method == nameof(ISandboxCommands.RunAsync)
            ? PassAsync(() => sandbox.Commands.RunAsync((string)args[0]!, (CommandOptions?)args[1], cancellationToken))
            : null);
        return Intercepted<ISandbox>.Wrap(sandbox, (method, _) => method == "get_Commands" ? commands : null);
    }

    public Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken) => PassAsync(() => inner.SnapshotAsync(id, request, cancellationToken));

    public async IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        foreach (SandboxSnapshot snapshot in await PassAsync(async () => await inner.ListSnapshotsAsync(sandbox, cancellationToken).ToListAsync(cancellationToken)))
        {
            yield return snapshot;
        }
    }

    public Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken) => PassAsync(() => inner.StopAsync(id, cancellationToken));

    public Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken) => PassAsync(() => inner.DeleteSnapshotAsync(id, cancellationToken));

    public Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

    private async Task<T> PassAsync<T>(Func<Task<T>> call)
    {
        await gate.PassAsync();
        T result = await call();
        await gate.PassAsync();
        return result;
    }
}
