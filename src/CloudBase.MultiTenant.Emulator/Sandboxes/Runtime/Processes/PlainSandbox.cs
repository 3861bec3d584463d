using System.Net;
using System.Net.Sockets;
using System.Runtime.Versioning;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Processes;

/// <summary>A folder, and the processes that were started in it. A variable of theirs, which children inherit, tells them from others.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed class PlainSandbox : IRunningSandbox, IGuardedDisk
{
    private const string Mark = "CLOUDBASE_SANDBOX";

    /// <summary>What the variable of every sandbox of this emulator begins with.</summary>
    public static readonly string MarkOfAll = $"{Mark}={Environment.ProcessId}-";

    private readonly SandboxLayout _layout;
    private readonly ProcessEntry _entry;
    private readonly SandboxFileSystem _files;
    private readonly Spawner _spawner;
    private readonly SpawnThread _thread;
    private readonly string _mark;
    private readonly TaskCompletionSource<SandboxExit> _exited = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private long _diskKills;

    public PlainSandbox(SandboxLayout layout, string root, string home, Spawner spawner, SpawnThread thread, Poller poller)
    {
        (_layout, DiskPath, _spawner, _thread) = (layout, root, spawner, thread);
        Room = new DiskRoom(layout.Limits.DiskBytes);
        _mark = MarkOfAll + layout.Id;
        _files = new SandboxFileSystem(root, Libc.EffectiveUserId(), mcp: null, Room, layout.Limits.FileBytes, poller);
        var environment = new Dictionary<string, string>(layout.Environment, StringComparer.Ordinal) { [Mark] = _mark[(Mark.Length + 1)..] };
        string prologue = Prologue.OfCommand(layout.Limits, string.Empty, limitsMemory: false);
        _entry = new ProcessEntry(layout with { Environment = environment }, ["/bin/sh", "-c", $"{prologue}exec \"$@\"", "sh"], home, "plain processes are all the emulator's own.");
    }

    public string Id => _layout.Id;

    public Task<SandboxExit> Exited => _exited.Task;

    public ISandboxFileSystem Files => _files;

    public string DiskPath { get; }

    public DiskRoom Room { get; }

    public async Task<ISandboxedProcess> StartAsync(SandboxedProcessStart start, CancellationToken cancellationToken)
    {
        ProcessRequest request = _entry.Command(start);
        ThrowIfEnded();
        NativeProcess process = await _thread.RunAsync(() => _spawner.Start(request)).ConfigureAwait(false);
        try
        {
            ISandboxedProcess started = await NamespaceProcess.EnteredAsync(process, start, poller: null, new KillCounts(() => 0, () => Interlocked.Read(ref _diskKills)), cancellationToken).ConfigureAwait(false);
            ThrowIfEnded();
            return started;
        }
        catch
        {
            process.Signal(Libc.SigKill, group: true);
            await process.DisposeAsync().ConfigureAwait(false);
            throw;
        }
    }

    public async Task<Socket> ConnectAsync(int port, CancellationToken cancellationToken)
    {
        ThrowIfEnded();
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);
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

    public Task FreezeAsync(CancellationToken cancellationToken) => throw new SandboxRuntimeException("Plain processes cannot be frozen.");

    public Task ThawAsync(CancellationToken cancellationToken) => Task.CompletedTask;

    public SandboxUsage Measure() => new(0, 0, 0, Room.Counted);

    public Task KillProcessesAsync()
    {
        Interlocked.Increment(ref _diskKills);
        return KillAllAsync();
    }

    public async ValueTask DisposeAsync()
    {
        if (_exited.TrySetResult(SandboxExit.Killed))
        {
            await KillAllAsync().ConfigureAwait(false);
            _files.Dispose();
        }
    }

    private Task KillAllAsync() => Task.Run(() =>
    {
        // A process that forks between two looks is found by the next.
        for (bool any = true; any;)
        {
            any = false;
            foreach (string folder in Directory.EnumerateDirectories("/proc").Where(IsMine))
            {
                any |= Libc.Kill(int.Parse(Path.GetFileName(folder), System.Globalization.CultureInfo.InvariantCulture), Libc.SigKill) == 0;
            }
        }
    });

    private bool IsMine(string folder)
    {
        try
        {
            // What is killed and waits to be buried has no environment any more.
            return char.IsAsciiDigit(Path.GetFileName(folder)[0]) && Encoding.UTF8.GetString(File.ReadAllBytes($"{folder}/environ")).Split('\0').Contains(_mark);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private void ThrowIfEnded()
    {
        if (_exited.Task.IsCompleted)
        {
            throw new SandboxRuntimeException($"Sandbox '{Id}' has ended: start another, or one that goes on with its disk.");
        }
    }
}
