using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Ports;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>The processes of a sandbox, from when they are started until they are killed, and what is attached to them. Thread-safe.</summary>
internal sealed class SandboxRun : IAsyncDisposable
{
    private CancellationTokenSource _attached = new();

    public SandboxRun(IRunningSandbox sandbox, TimeProvider time)
    {
        Sandbox = sandbox;
        Processes = new ProcessTable(sandbox, time);
        Watchers = new WatcherTable(sandbox.Files);
        Ports = new PortForwarder(sandbox);
    }

    public IRunningSandbox Sandbox { get; }

    public ProcessTable Processes { get; }

    public WatcherTable Watchers { get; }

    public PortForwarder Ports { get; }

    /// <summary>Ends what is attached now: at a pause, and at the end.</summary>
    public CancellationToken Attached => Volatile.Read(ref _attached).Token;

    /// <summary>Cuts what is attached; what comes later is attached anew.</summary>
    public void Detach()
    {
        // Not disposed: requests still hold its token.
        Interlocked.Exchange(ref _attached, new CancellationTokenSource()).Cancel();
    }

    public async ValueTask DisposeAsync()
    {
        Detach();
        Watchers.Dispose();
        Ports.Dispose();
        await Sandbox.DisposeAsync().ConfigureAwait(false);
    }
}
