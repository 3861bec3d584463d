using System.Collections.Concurrent;
using System.Runtime.Versioning;
using System.Security.Cryptography;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Sandboxes in namespaces of the kernel, made by one of the launchers.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NamespaceRuntime : ISandboxRuntime
{
    private static readonly TimeSpan s_startsWithin = TimeSpan.FromSeconds(20);

    private readonly ILauncher _launcher;
    private readonly DiskStore _disks;
    private readonly SandboxRuntimeOptions _options;
    private readonly IReadOnlyList<string> _passedOver;
    private readonly Stage _stage;
    private readonly CgroupTree _cgroups;
    private readonly DiskGuard _guard;
    private readonly LayerCopier _copier;
    private readonly TreeRemover _remover;
    private NativeProcess? _reaper;
    private readonly Poller _poller = new();
    private readonly Spawner _spawner;

    // Holders ask to die with the thread that started them, and see its mounts.
    private readonly SpawnThread _holders;
    private readonly SpawnThread _commands = new("sandbox-commands", Privileges.Drop);
    private readonly ConcurrentDictionary<string, NamespaceSandbox> _running = new(StringComparer.Ordinal);
    private SystemView _system;
    private string? _copiesBecause;
    private string? _oneUserBecause;
    private bool _disposed;

    private NamespaceRuntime(SandboxTier tier, SandboxRuntimeOptions options, IReadOnlyList<string> passedOver)
    {
        (_options, _passedOver) = (options, passedOver);
        _spawner = new Spawner(_poller);
        _launcher = tier == SandboxTier.Unshare ? new UnshareLauncher() : new BubblewrapLauncher(new UserMapper(_spawner, _commands));
        _oneUserBecause = _launcher.OneUserBecause;
        _disks = new DiskStore(options.Directory, HostUsers.Here);
        _stage = new Stage(_disks.Directory);
        _system = SystemView.Make(SystemFolder);
        SystemView.WriteUsers(SystemFolder, hasMcp: _oneUserBecause is null);
        _cgroups = new CgroupTree(Convert.ToHexString(SHA256.HashData(Encoding.UTF8.GetBytes(_disks.Directory)))[..8], options.NoCgroups);
        _holders = new SpawnThread("sandbox-holders", PrepareHolders);
        _remover = new TreeRemover(_spawner, _commands);
        _copier = new LayerCopier(_stage, _spawner, _holders);
        _guard = new DiskGuard(_disks.Directory, () => [.. _running.Values], _spawner, _commands);
    }

    public SandboxTier Tier => _launcher.Tier;

    public bool CanFreeze => _cgroups.Freezes;

    public IReadOnlyList<string> Notes =>
    [
        _cgroups.LimitsMemory ? "Memory is limited for each sandbox (cgroup)." : "Memory is limited for each process only: no cgroup of this machine can be written.",
        _cgroups.LimitsCpu ? "Processors are limited for each sandbox (cgroup)." : "Processors are not limited: no cgroup of this machine can be written.",
        _cgroups.Freezes ? "A pause keeps memory (cgroup freezer)." : "A pause cannot keep memory: no cgroup of this machine can be written.",
        _oneUserBecause is { } alone ? $"Commands run as '{SystemView.User}' only: {alone}" : $"Commands run as '{SystemView.User}' or as '{SystemView.Mcp}', whose files and processes the other can neither read nor signal.",
        .. _copiesBecause is { } reason ? [$"Homes are copied from their layers, so that a start from a snapshot takes as long as the copy: {reason}"] : (string[])[],
        .. _passedOver.Select(reason => $"Passed over: {reason}"),
    ];

    /// <exception cref="SandboxRuntimeException">This tier does not work here.</exception>
    public static async Task<NamespaceRuntime> StartAsync(SandboxRuntimeOptions options, SandboxTier tier, IReadOnlyList<string> passedOver, CancellationToken cancellationToken)
    {
        var runtime = new NamespaceRuntime(tier, options, passedOver);
        try
        {
            await runtime._commands.Ready.ConfigureAwait(false);
            runtime._reaper = await runtime._commands.RunAsync(() => Reaper.Start(runtime._spawner, options.IsTemporary ? runtime._disks.Directory : null, runtime.Mark, runtime._cgroups.Folders)).ConfigureAwait(false);
            await runtime._holders.Ready.ConfigureAwait(false);
            runtime._guard.Start();
            await runtime.ProbeAsync(cancellationToken).ConfigureAwait(false);
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
        if (IsRunning(layout.Id))
        {
            throw new SandboxRuntimeException($"Sandbox '{layout.Id}' runs already.");
        }

        if (!layout.KeepDisk)
        {
            await _remover.RemoveAsync(_disks.DiskPath(layout.Id), cancellationToken).ConfigureAwait(false);
        }

        SandboxDisk disk = await Task.Run(() => _disks.Open(layout), cancellationToken).ConfigureAwait(false);
        await CopyLayersAsync(layout, disk, cancellationToken).ConfigureAwait(false);
        Cgroup cgroup = _cgroups.Make(layout.Id, layout.Limits);
        (LaunchPlan plan, NativeProcess holder) = await LaunchAsync(layout, disk, cgroup).ConfigureAwait(false);
        try
        {
            using var waiting = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
            waiting.CancelAfter(s_startsWithin);
            FirstProcess first = await FirstProcess.ReadyAsync(_launcher, plan, holder, waiting.Token).ConfigureAwait(false);
            var sandbox = new NamespaceSandbox(plan, holder, first, cgroup, _cgroups.LimitsMemory, disk.Upper, _spawner, _commands, _poller);
            _running[layout.Id] = sandbox;
            _ = ForgetAsync(sandbox);
            return sandbox;
        }
        catch (Exception e)
        {
            holder.Signal(Libc.SigKill, group: true);
            await holder.Exited.ConfigureAwait(false);
            await holder.DisposeAsync().ConfigureAwait(false);
            await cgroup.RemoveAsync().ConfigureAwait(false);
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

    public async Task<long> SaveLayerAsync(string sandboxId, string layerId, CancellationToken cancellationToken)
    {
        string source = _disks.UpperPath(sandboxId), draft = _disks.MakeDraft(layerId, source);
        NamespaceSandbox? frozen = null;
        try
        {
            if (CanFreeze && _running.TryGetValue(sandboxId, out NamespaceSandbox? running) && await running.TryFreezeAsync(cancellationToken).ConfigureAwait(false))
            {
                frozen = running;
            }

            await _copier.CopyAsync(source, draft, _system, layerId, cancellationToken).ConfigureAwait(false);
            long size = await _guard.SizeAsync(draft, cancellationToken).ConfigureAwait(false);
            _disks.Publish(draft, layerId);
            return size;
        }
        finally
        {
            if (frozen is not null)
            {
                await frozen.ThawQuietlyAsync().ConfigureAwait(false);
            }

            await _remover.RemoveAsync(draft, CancellationToken.None).ConfigureAwait(false);
        }
    }

    public bool HasLayer(string layerId) => Directory.Exists(_disks.LayerPath(layerId));

    public Task DeleteLayerAsync(string layerId, CancellationToken cancellationToken) => _remover.RemoveAsync(_disks.LayerPath(layerId), cancellationToken);

    public Task DiscardAsync(string sandboxId, CancellationToken cancellationToken) => IsRunning(sandboxId)
        ? throw new SandboxRuntimeException($"Sandbox '{sandboxId}' runs: its disk is in use.")
        : _remover.RemoveAsync(_disks.DiskPath(sandboxId), cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_disposed)
        {
            return;
        }

        _disposed = true;
        await Task.WhenAll(_running.Values.Select(s => s.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _guard.DisposeAsync().ConfigureAwait(false);
        _cgroups.Remove();
        if (_options.IsTemporary)
        {
            await _remover.RemoveAsync(_disks.Directory, CancellationToken.None).ConfigureAwait(false);
        }

        if (_reaper is not null)
        {
            _reaper.Signal(Libc.SigKill, group: true);
            await _reaper.Exited.ConfigureAwait(false);
            await _reaper.DisposeAsync().ConfigureAwait(false);
        }

        _holders.Dispose();
        _commands.Dispose();
        _poller.Dispose();
    }

    // What is being launched when the emulator is killed waits for it, in no group yet: the reaper knows it by this variable, which nothing in a sandbox has.
    private string Mark => $"CLOUDBASE_SANDBOXES={_cgroups.Name}";

    private string SystemFolder => Path.Combine(_disks.Directory, "system");

    // Where this machine lets root map no users (a module of its security, a container's runtime), sandboxes have one user, as they have without root.
    private async Task ProbeAsync(CancellationToken cancellationToken)
    {
        try
        {
            await Probe.RunAsync(this, cancellationToken).ConfigureAwait(false);
        }
        catch (SandboxRuntimeException e) when (_oneUserBecause is null)
        {
            _oneUserBecause = $"a second one did not work on this machine: {e.Message}";
            SystemView.WriteUsers(SystemFolder, hasMcp: false);
            await Probe.RunAsync(this, cancellationToken).ConfigureAwait(false);
        }
    }

    private void PrepareHolders()
    {
        _stage.Prepare();
        _system = _system with { Etc = _stage.Show(_system.Etc, "etc", SystemView.SharedFolders), EtcWithNetwork = _stage.Show(_system.EtcWithNetwork, "etc-network", SystemView.SharedFolders) };
        _system = _system with { Root = _stage.MakeRoot(_system) };
        _copiesBecause = _options.CopyLayers ? "it was asked for." : OverlayProbe.Refusal(_stage, _disks);
        Privileges.Drop();
    }

    private async Task CopyLayersAsync(SandboxLayout layout, SandboxDisk disk, CancellationToken cancellationToken)
    {
        if (_copiesBecause is null || layout.KeepDisk || disk.Lower.Count == 0)
        {
            return;
        }

        try
        {
            // The topmost was saved of a home that held all that was below.
            await _copier.CopyAsync(disk.Lower[0], disk.Upper, _system, $"start-{layout.Id}", cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            await _remover.RemoveAsync(_disks.DiskPath(layout.Id), CancellationToken.None).ConfigureAwait(false);
            throw;
        }
    }

    private async Task<(LaunchPlan Plan, NativeProcess Holder)> LaunchAsync(SandboxLayout layout, SandboxDisk disk, Cgroup cgroup)
    {
        try
        {
            return await _holders.RunAsync(() => Launch(layout, disk)).ConfigureAwait(false);
        }
        catch
        {
            await cgroup.RemoveAsync().ConfigureAwait(false);
            throw;
        }
    }

    private (LaunchPlan Plan, NativeProcess Holder) Launch(SandboxLayout layout, SandboxDisk disk)
    {
        string home = _stage.Assemble(disk, _disks.Empty, layout.Id, isWhole: _copiesBecause is not null);
        var plan = new LaunchPlan { Layout = layout, Workspace = home, HostUser = disk.Owner, OneUserBecause = _oneUserBecause ?? string.Empty, System = _system, Prologue = $"export {Mark}; {Prologue.OfHolder(layout.Limits)}" };
        if (_oneUserBecause is null && disk.Owner is { } owner)
        {
            plan = plan with { Users = HostUsers.UsersOf(owner) };
        }

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

    private bool IsRunning(string id) => _running.TryGetValue(id, out NamespaceSandbox? sandbox) && !sandbox.Exited.IsCompleted;

    private async Task ForgetAsync(NamespaceSandbox sandbox)
    {
        await sandbox.Exited.ConfigureAwait(false);
        _running.TryRemove(new KeyValuePair<string, NamespaceSandbox>(sandbox.Id, sandbox));
    }
}
