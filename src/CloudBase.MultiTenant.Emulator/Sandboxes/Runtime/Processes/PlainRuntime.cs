using System.Collections.Concurrent;
using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Processes;

/// <summary>Plain processes of the emulator's user in a folder each. They can read and change whatever that user can.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PlainRuntime : ISandboxRuntime
{
    private readonly SandboxRuntimeOptions _options;
    private readonly IReadOnlyList<string> _passedOver;
    private readonly DiskStore _disks;
    private readonly Poller _poller = new();
    private readonly Spawner _spawner;
    private readonly SpawnThread _thread = new("sandbox-commands", Privileges.Drop);
    private readonly TreeRemover _remover;
    private readonly DiskGuard _guard;
    private NativeProcess? _reaper;
    private readonly ConcurrentDictionary<string, PlainSandbox> _running = new(StringComparer.Ordinal);

    private PlainRuntime(SandboxRuntimeOptions options, IReadOnlyList<string> passedOver)
    {
        (_options, _passedOver) = (options, passedOver);
        _spawner = new Spawner(_poller);
        _disks = new DiskStore(options.Directory, HostUsers.OnlyThisOne);
        _remover = new TreeRemover(_spawner, _thread);
        _guard = new DiskGuard(_disks.Directory, () => [.. _running.Values], _spawner, _thread);
        _guard.Start();
    }

    public static async Task<PlainRuntime> StartAsync(SandboxRuntimeOptions options, IReadOnlyList<string> passedOver)
    {
        var runtime = new PlainRuntime(options, passedOver);
        string? directory = options.IsTemporary ? runtime._disks.Directory : null;
        runtime._reaper = await runtime._thread.RunAsync(() => Reaper.Start(runtime._spawner, directory, PlainSandbox.MarkOfAll, [])).ConfigureAwait(false);
        return runtime;
    }

    public SandboxTier Tier => SandboxTier.Processes;

    public bool CanFreeze => false;

    public IReadOnlyList<string> Notes =>
    [
        "NO ISOLATION: code in a sandbox can read and change everything that this user can, and reach every network that this machine can.",
        "Commands run as 'user' only, which is the user who runs the emulator.",
        "The home is a folder under the temporary files, not /home/user; a pause ends processes and keeps files.",
        .. _passedOver.Select(reason => $"Passed over: {reason}"),
    ];

    public async Task<IRunningSandbox> StartAsync(SandboxLayout layout, CancellationToken cancellationToken)
    {
        if (IsRunning(layout.Id))
        {
            throw new SandboxRuntimeException($"Sandbox '{layout.Id}' runs already.");
        }

        if (!layout.KeepDisk)
        {
            await _remover.RemoveAsync(_disks.DiskPath(layout.Id), cancellationToken).ConfigureAwait(false);
        }

        SandboxDisk disk = _disks.Open(layout);
        string home = Path.Combine(disk.Upper, "home", "user");
        Directory.CreateDirectory(home);
        Directory.CreateDirectory(Path.Combine(disk.Upper, "tmp"));

        // The topmost was saved of a disk that held all that was below.
        if (!layout.KeepDisk && disk.Lower.Count > 0)
        {
            await CopyAsync(disk.Lower[0], disk.Upper, cancellationToken).ConfigureAwait(false);
        }

        var sandbox = new PlainSandbox(layout, disk.Upper, home, _spawner, _thread, _poller);
        _running[layout.Id] = sandbox;
        _ = ForgetAsync(sandbox);
        return sandbox;
    }

    public async Task<long> SaveLayerAsync(string sandboxId, string layerId, CancellationToken cancellationToken)
    {
        string source = _disks.UpperPath(sandboxId), draft = _disks.MakeDraft(layerId, source);
        try
        {
            await CopyAsync(source, draft, cancellationToken).ConfigureAwait(false);
            long size = await _guard.SizeAsync(draft, cancellationToken).ConfigureAwait(false);
            _disks.Publish(draft, layerId);
            return size;
        }
        finally
        {
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
        await Task.WhenAll(_running.Values.Select(s => s.DisposeAsync().AsTask())).ConfigureAwait(false);
        await _guard.DisposeAsync().ConfigureAwait(false);
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

        _thread.Dispose();
        _poller.Dispose();
    }

    private async Task CopyAsync(string source, string target, CancellationToken cancellationToken)
    {
        string[] command = ["/bin/cp", "-a", "--", $"{source}/.", $"{target}/"];
        NativeProcess copying = await _thread.RunAsync(() => _spawner.Start(new ProcessRequest { Command = command })).ConfigureAwait(false);
        await using (copying.ConfigureAwait(false))
        {
            if (await copying.Exited.WaitAsync(cancellationToken).ConfigureAwait(false) != 0)
            {
                throw new SandboxRuntimeException("A layer could not be copied: the disk is full, or its paths are too long.");
            }
        }
    }

    private bool IsRunning(string id) => _running.TryGetValue(id, out PlainSandbox? sandbox) && !sandbox.Exited.IsCompleted;

    private async Task ForgetAsync(PlainSandbox sandbox)
    {
        await sandbox.Exited.ConfigureAwait(false);
        _running.TryRemove(new KeyValuePair<string, PlainSandbox>(sandbox.Id, sandbox));
    }
}
