using System.Collections.Concurrent;
using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>A sandbox in namespaces: a first process that holds them, and processes that enter them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NamespaceSandbox : IRunningSandbox, IGuardedDisk
{
    private static readonly TimeSpan s_buriedWithin = TimeSpan.FromSeconds(5);

    private readonly LaunchPlan _plan;
    private readonly NativeProcess _holder;
    private readonly FirstProcess _first;
    private readonly Cgroup _cgroup;
    private readonly SandboxFileSystem _files;
    private readonly ProcessEntry _entry;
    private readonly ProcessEntry _killing;
    private readonly SpawnThread _commands;
    private readonly Spawner _spawner;
    private readonly Poller _poller;
    private readonly UsageMeter _meter;
    private readonly SemaphoreSlim _freezing = new(1);
    private readonly ConcurrentDictionary<NativeProcess, bool> _outside = new();
    private readonly KillCounts _kills;
    private long _diskKills;
    private volatile bool _frozen;
    private volatile bool _told;

    public NamespaceSandbox(LaunchPlan plan, NativeProcess holder, FirstProcess first, Cgroup cgroup, bool limitsMemory, string diskPath, Spawner spawner, SpawnThread commands, Poller poller)
    {
        (_plan, _holder, _first, _cgroup, DiskPath, _spawner, _commands, _poller) = (plan, holder, first, cgroup, diskPath, spawner, commands, poller);
        Room = new DiskRoom(plan.Layout.Limits.DiskBytes);
        _kills = new KillCounts(() => cgroup.OutOfMemoryKills, () => Interlocked.Read(ref _diskKills));
        _files = new SandboxFileSystem($"{first.Folder}/root", plan.HostUser ?? Libc.EffectiveUserId(), plan.Users?.Mcp, Room, plan.Layout.Limits.FileBytes, poller);
        _entry = ProcessEntry.IntoNamespaces(plan, first.Folder, Prologue.OfCommand(plan.Layout.Limits, cgroup.Joining, limitsMemory));
        _killing = ProcessEntry.ToKill(plan, first.Folder);
        _meter = new UsageMeter(cgroup);
        Exited = EndAsync();
    }

    public string Id => _plan.Layout.Id;

    public Task<SandboxExit> Exited { get; }

    public ISandboxFileSystem Files => _files;

    public string DiskPath { get; }

    public DiskRoom Room { get; }

    public bool IsFrozen => _frozen;

    public Task<ISandboxedProcess> StartAsync(SandboxedProcessStart start, CancellationToken cancellationToken) => StartAsync(_entry, start, cancellationToken);

    public async Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        ArgumentOutOfRangeException.ThrowIfLessThan(port, 1);
        ArgumentOutOfRangeException.ThrowIfGreaterThan(port, IPEndPoint.MaxPort);
        ThrowIfEnded();
        Socket socket = _plan.Layout.AllowInternet
            ? new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp)
            : await SandboxNetwork.OpenSocketAsync($"{_first.Folder}/ns/net").ConfigureAwait(false);
        try
        {
            await socket.ConnectAsync(new IPEndPoint(IPAddress.Loopback, port), cancellationToken).ConfigureAwait(false);
            return socket;
        }
        catch
        {
            socket.Dispose();
            throw;
        }
    }

    public Task FreezeAsync(CancellationToken cancellationToken) => SetFrozenAsync(true, cancellationToken);

    /// <summary>Freezes it, so that nothing changes its disk; false where nothing does anyway: it is frozen already, or has ended.</summary>
    public async Task<bool> TryFreezeAsync(CancellationToken cancellationToken)
    {
        if (IsFrozen)
        {
            return false;
        }

        try
        {
            await FreezeAsync(cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (SandboxRuntimeException) when (_told || _holder.Exited.IsCompleted)
        {
            await Exited.WaitAsync(cancellationToken).ConfigureAwait(false);
            return false;
        }
    }

    public Task ThawAsync(CancellationToken cancellationToken) => SetFrozenAsync(false, cancellationToken);

    /// <summary>Thaws it if it is still there.</summary>
    public async Task ThawQuietlyAsync()
    {
        try
        {
            await ThawAsync(CancellationToken.None).ConfigureAwait(false);
        }
        catch (Exception e) when (e is SandboxRuntimeException or IOException)
        {
            // It ended meanwhile.
        }
    }

    public SandboxUsage Measure() => _meter.Measure(Room.Counted);

    public async Task KillProcessesAsync()
    {
        Interlocked.Increment(ref _diskKills);
        if (await _cgroup.KillInsideAsync(OutsideIds).ConfigureAwait(false))
        {
            return;
        }

        // Without cgroups: the kernel takes everything in there at one blow, but for the first process.
        var start = new SandboxedProcessStart { Program = "/bin/sh", Arguments = ["-c", "kill -9 -1"], User = SystemView.User, WorkingDirectory = "/" };
        ISandboxedProcess kill = await StartAsync(_killing, start, CancellationToken.None).ConfigureAwait(false);
        await kill.Exited.ConfigureAwait(false);
        await kill.DisposeAsync().ConfigureAwait(false);
    }

    public async ValueTask DisposeAsync()
    {
        _told = true;
        if (!_holder.Exited.IsCompleted)
        {
            _first.Kill();
            await _freezing.WaitAsync().ConfigureAwait(false);
            _cgroup.KillInside(OutsideIds());
            _freezing.Release();
            await ((Task)_holder.Exited).WaitAsync(s_buriedWithin, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
            KillOutside();
        }

        await Exited.ConfigureAwait(false);
    }

    private async Task<ISandboxedProcess> StartAsync(ProcessEntry entry, SandboxedProcessStart start, CancellationToken cancellationToken)
    {
        ProcessRequest request = entry.Command(start);
        ThrowIfEnded();
        NativeProcess process = await _commands.RunAsync(() => _spawner.Start(request)).ConfigureAwait(false);
        _outside[process] = true;
        _ = ForgetAsync(process);

        try
        {
            return await NamespaceProcess.EnteredAsync(process, start, _poller, _kills, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            NamespaceProcess.KillEntering(process);
            await process.DisposeAsync().ConfigureAwait(false);
            ThrowIfEnded();
            throw;
        }
    }

    private HashSet<int> OutsideIds() => [.. _outside.Keys.Select(p => p.Id)];

    // The kernel ends a namespace once the processes in it are buried, which is for those outside to do: killed before they have, they leave it to the machine's first process.
    private void KillOutside()
    {
        _cgroup.Kill();
        foreach (NativeProcess process in _outside.Keys)
        {
            process.Signal(Libc.SigKill, group: true);
        }
    }

    private async Task ForgetAsync(NativeProcess process)
    {
        await process.Exited.ConfigureAwait(false);
        _outside.TryRemove(process, out _);
    }

    private async Task SetFrozenAsync(bool frozen, CancellationToken cancellationToken)
    {
        await _freezing.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            ThrowIfGone();
            await _cgroup.FreezeAsync(frozen, cancellationToken).ConfigureAwait(false);
            _frozen = frozen;
        }
        finally
        {
            _freezing.Release();
        }
    }

    private async Task<SandboxExit> EndAsync()
    {
        // The namespace of processes has a first process of its own; when that goes, the kernel kills the others.
        await _holder.Exited.ConfigureAwait(false);
        _files.Dispose();
        await _cgroup.RemoveAsync().ConfigureAwait(false);
        _first.Dispose();
        await _holder.DisposeAsync().ConfigureAwait(false);
        return _told ? SandboxExit.Killed : SandboxExit.Lost;
    }

    private void ThrowIfEnded()
    {
        ThrowIfGone();
        if (_frozen)
        {
            throw new SandboxRuntimeException($"Sandbox '{Id}' is frozen: thaw it first.");
        }
    }

    private void ThrowIfGone()
    {
        if (_holder.Exited.IsCompleted || _told)
        {
            throw new SandboxRuntimeException($"Sandbox '{Id}' has ended: start another, or one that goes on with its disk.");
        }
    }
}
