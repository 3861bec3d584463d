using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>A sandbox in namespaces: a first process that holds them, and processes that enter them.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class NamespaceSandbox : IRunningSandbox
{
    private readonly LaunchPlan _plan;
    private readonly NativeProcess _holder;
    private readonly FirstProcess _first;
    private readonly SandboxFileSystem _files;
    private readonly ProcessEntry _entry;
    private readonly SpawnThread _commands;
    private readonly Spawner _spawner;
    private bool _told;

    public NamespaceSandbox(LaunchPlan plan, NativeProcess holder, FirstProcess first, Spawner spawner, SpawnThread commands)
    {
        (_plan, _holder, _first, _spawner, _commands) = (plan, holder, first, spawner, commands);
        _files = new SandboxFileSystem($"{first.Folder}/root", plan.HostUser ?? Libc.EffectiveUserId());
        _entry = new ProcessEntry(plan, first.Folder);
        Exited = EndAsync();
    }

    public string Id => _plan.Layout.Id;

    public Task<SandboxExit> Exited { get; }

    public ISandboxFileSystem Files => _files;

    public async Task<ISandboxedProcess> StartAsync(SandboxedProcessStart start, CancellationToken cancellationToken)
    {
        ProcessRequest request = _entry.Command(start);
        ThrowIfEnded();
        NativeProcess process = await _commands.RunAsync(() => _spawner.Start(request)).ConfigureAwait(false);
        try
        {
            return await NamespaceProcess.EnteredAsync(process, start, cancellationToken).ConfigureAwait(false);
        }
        catch
        {
            process.Signal(Libc.SigKill, group: true);
            await process.DisposeAsync().ConfigureAwait(false);
            ThrowIfEnded();
            throw;
        }
    }

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

    public Task FreezeAsync(CancellationToken cancellationToken) => throw new SandboxRuntimeException("This machine has no way to freeze a sandbox.");

    public Task ThawAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public SandboxUsage Measure() => new(0, 0, 0, 0);

    public async ValueTask DisposeAsync()
    {
        _told = true;
        if (!_holder.Exited.IsCompleted)
        {
            _first.Kill();
        }

        await Exited.ConfigureAwait(false);
    }

    private async Task<SandboxExit> EndAsync()
    {
        await _holder.Exited.ConfigureAwait(false);
        _files.Dispose();
        _first.Dispose();
        await _holder.DisposeAsync().ConfigureAwait(false);
        return _told ? SandboxExit.Killed : SandboxExit.Lost;
    }

    private void ThrowIfEnded()
    {
        if (_holder.Exited.IsCompleted)
        {
            throw new SandboxRuntimeException($"Sandbox '{Id}' has ended: start another, or one that goes on with its disk.");
        }
    }
}
