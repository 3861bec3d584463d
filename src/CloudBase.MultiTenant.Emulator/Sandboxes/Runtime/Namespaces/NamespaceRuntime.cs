using System.Collections.Concurrent;
using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Sandboxes in namespaces of the kernel, made by one of the launchers.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NamespaceRuntime : ISandboxRuntime
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(20);

    private readonly ILauncher _launcher;
    private readonly DiskStore _disks;
    private readonly Stage _stage;
    private readonly Poller _poller = new();
    private readonly Spawner _spawner;

    // Holders ask to die with the thread that started them, and see its mounts.
    private readonly SpawnThread _holders;
    private readonly SpawnThread _commands = new("sandbox-commands", Privileges.Drop);
    private readonly ConcurrentDictionary<string, NamespaceSandbox> _running = new(StringComparer.Ordinal);
    private SystemView _system;
    private bool _disposed;

    private NamespaceRuntime(ILauncher launcher, SandboxRuntimeOptions options)
    {
        _launcher = launcher;
        _spawner = new Spawner(_poller);
        _disks = new DiskStore(options.Directory, new HostUsers());
        _stage = new Stage(_disks.Directory);
        _system = SystemView.Make(Path.Combine(_disks.Directory, "system"));
        _holders = new SpawnThread("sandbox-holders", PrepareHolders);
    }

    public SandboxTier Tier => _launcher.Tier;

    public bool CanFreeze => false;

    public IReadOnlyList<string> Notes { get; } = [];

    /// <exception cref="SandboxRuntimeException">This tier does not work here.</exception>
    public static async Task<NamespaceRuntime> StartAsync(SandboxRuntimeOptions options, SandboxTier tier, CancellationToken cancellationToken)
    {
        var runtime = new NamespaceRuntime(new BubblewrapLauncher(), options);
        try
        {
            await runtime._holders.Ready.ConfigureAwait(false);
            await runtime._commands.Ready.ConfigureAwait(false);
            await Probe.RunAsync(runtime, cancellationToken).ConfigureAwait(false);
            return runtime;
        }
        catch
        {
            await runtime.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<IRunningSandbox> StartAsync(SandboxLayout layout, CancellationToken cancellationToken)
    {
        ObjectDisposedException.ThrowIf(_disposed, this);
        SandboxDisk disk = await Task.Run(() => _disks.Open(layout), cancellationToken).ConfigureAwait(false);
        (LaunchPlan plan, NativeProcess holder) = await _holders.RunAsync(() => Launch(layout, disk)).ConfigureAwait(false);
        try
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waiting.CancelAfter(s_startsWithin);
            FirstProcess first = await FirstProcess.ReadyAsync(_launcher, holder, waiting.Token).ConfigureAwait(false);
            var sandbox = new NamespaceSandbox(plan, holder, first, _spawner, _commands);
            _running[layout.Id] = sandbox;
            _ = ForgetAsync(sandbox);
            return sandbox;
        }
        catch (Exception e)
        {
            holder.Signal(Libc.SigKill, group: true);
            await holder.Exited.ConfigureAwait(false);
            await holder.DisposeAsync().ConfigureAwait(false);
            if (e is OperationCanceledException && !cancellationToken.IsCancellationRequested)
            {
                throw new SandboxRuntimeException($"Sandbox '{layout.Id}' was not ready within {s_startsWithin.TotalSeconds:0} s: this machine has too much to do.", e);
            }

            throw;
        }
        finally
        {
            // The sandbox has its own copy of the mount by now.
            await DismantleAsync(plan).ConfigureAwait(false);
        }
    }

    public Task<long> SaveLayerAsync(string sandboxId, string layerId, CancellationToken cancellationToken) => throw new SandboxRuntimeException("Layers cannot be saved yet.");

    public bool HasLayer(string layerId) => Directory.Exists(_disks.LayerPath(layerId));

    public Task DeleteLayerAsync(string layerId, CancellationToken cancellationToken) => Task.Run(() => DiskStore.Delete(_disks.LayerPath(layerId)), cancellationToken);

    public Task DiscardAsync(string sandboxId, CancellationToken cancellationToken) => _running.ContainsKey(sandboxId)
        ? throw new SandboxRuntimeException($"Sandbox '{sandboxId}' runs: its disk is in use.")
        : Task.Run(() => _disks.Discard(sandboxId), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await Task.WhenAll(_running.Values.Select(s => s.DisposeAsync().AsTask())).ConfigureAwait(false);
        _holders.Dispose();
        _commands.Dispose();
        _poller.Dispose();
    }

    private void PrepareHolders()
    {
        _stage.Prepare();
        _system = _system with { Etc = _stage.Show(_system.Etc, "etc"), EtcWithNetwork = _stage.Show(_system.EtcWithNetwork, "etc-network") };
        Privileges.Drop();
    }

    private (LaunchPlan Plan, NativeProcess Holder) Launch(SandboxLayout layout, SandboxDisk disk)
    {
        string home = _stage.Assemble(disk, _disks.Empty, layout.Id);
        var plan = new LaunchPlan { Layout = layout, Workspace = home, HostUser = disk.Owner, System = _system, Prologue = Prologue.OfHolder(layout.Limits) };
        try
        {
            return (plan, _spawner.Start(_launcher.Command(plan)));
        }
        catch
        {
            Stage.Dismantle(home);
            throw;
        }
    }

    private Task<bool> DismantleAsync(LaunchPlan plan) => _holders.RunAsync(() =>
    {
        Stage.Dismantle(plan.Workspace);
        return true;
    });

    private async Task ForgetAsync(NamespaceSandbox sandbox)
    {
        await sandbox.Exited.ConfigureAwait(false);
        _running.TryRemove(new KeyValuePair<string, NamespaceSandbox>(sandbox.Id, sandbox));
    }
}
