using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Templates;

/// <summary>A provider in memory whose sandboxes are dictionaries of files, and whose commands are the test's.</summary>
internal sealed class FakeSandboxes(TimeProvider time) : ISandboxProvider
{
    private readonly ConcurrentDictionary<string, SandboxId> _starts = new(StringComparer.Ordinal);
    private int _ids;
    private int _seeds;

    public string Name => "fake";

    public SandboxCapabilities Capabilities { get; set; } = SandboxCapabilities.Snapshots;

    public ConcurrentDictionary<SandboxId, FakeSandbox> Sandboxes { get; } = new();

    /// <summary>Gets the snapshots, the earliest first.</summary>
    public List<(SandboxSnapshot Snapshot, Dictionary<string, string> Files)> Snapshots { get; } = [];

    public ConcurrentQueue<SandboxStart> Starts { get; } = new();

    /// <summary>Gets or sets what a command does to the files and how it ends.</summary>
    public Func<FakeSandbox, string, CommandResult> Run { get; set; } = (_, _) => Done();

    /// <summary>Gets or sets what happens around the saving of a snapshot.</summary>
    public Func<SandboxSnapshot, SandboxSnapshot> Saving { get; set; } = s => s;

    /// <summary>Gets or sets what happens before a file is read; an exception means that it is not.</summary>
    public Action<string> Reading { get; set; } = _ => { };

    /// <summary>Gets or sets what happens before a sandbox is stopped; an exception means that it is not.</summary>
    public Action Stopping { get; set; } = () => { };

    public TimeSpan ClockOffset { get; set; }

    public TimeProvider Time => time;

    public int NextSeed() => Interlocked.Increment(ref _seeds);

    public FakeSandbox[] Living => [.. Sandboxes.Values.Where(s => !s.IsStopped)];

    public static CommandResult Done(int exitCode = 0, string output = "", string error = "") => new() { ExitCode = exitCode, StandardOutput = output, StandardError = error };

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        await Task.Yield();
        Starts.Enqueue(start);
        if (_starts.TryGetValue(start.StartId, out SandboxId known))
        {
            return Sandboxes[known];
        }

        Dictionary<string, string> files = new(StringComparer.Ordinal);
        if (start.Snapshot is { } id)
        {
            lock (Snapshots)
            {
                files = Snapshots.Find(s => s.Snapshot.Id == id).Files is { } saved ? new(saved, StringComparer.Ordinal) : throw new CloudNotFoundException("gone", Details());
            }
        }

        FakeSandbox sandbox = new(this, SandboxId.Parse($"sbx{Interlocked.Increment(ref _ids)}"), files);
        sandbox.EndsAt = start is { Lifetime: { } lifetime, OnExpiry: SandboxExpiryAction.Stop } ? time.GetUtcNow() + lifetime : sandbox.EndsAt;
        Sandboxes[sandbox.Id] = sandbox;
        _starts[start.StartId] = sandbox.Id;
        return sandbox;
    }

    public async Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken)
    {
        await Task.Yield();
        SandboxSnapshot snapshot = new() { Id = SandboxSnapshotId.Parse($"snap{Interlocked.Increment(ref _ids)}"), Name = "team/" + request.Name + ":default", CreatedAt = time.GetUtcNow() };
        lock (Snapshots)
        {
            Snapshots.Add((snapshot, new(Sandboxes[id].Contents, StringComparer.Ordinal)));
        }

        return Saving(snapshot);
    }

    public async IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await Task.Yield();
        SandboxSnapshot[] all;
        lock (Snapshots)
        {
            all = [.. Snapshots.Select(s => s.Snapshot)];
        }

        foreach (SandboxSnapshot snapshot in all)
        {
            yield return snapshot;
        }
    }

    public Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken)
    {
        lock (Snapshots)
        {
            return Task.FromResult(Snapshots.RemoveAll(s => s.Snapshot.Id == id) > 0);
        }
    }

    public Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken)
    {
        Stopping();
        bool was = !Sandboxes[id].IsStopped;
        Sandboxes[id].IsStopped = true;
        return Task.FromResult(was);
    }

    public Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken) => throw new NotSupportedException();

    public IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

    public Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken) => throw new NotSupportedException();

    public static CloudErrorDetails Details(CloudEffect effect = CloudEffect.None) => new() { Service = "fake", Action = "Fake", Code = "Fake", Effect = effect };
}
