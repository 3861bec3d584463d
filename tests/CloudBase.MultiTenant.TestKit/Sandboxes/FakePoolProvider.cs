using System.Collections.Concurrent;
using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.TestKit.Sandboxes;

/// <summary>A provider in memory: sandboxes are files, states and a lifetime by the test's clock. What it does wrong is the test's choice, call by call.</summary>
public sealed class FakePoolProvider(TimeProvider time) : ISandboxProvider
{
    private readonly ConcurrentDictionary<string, FakePoolSandbox> _starts = new(StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, FakePoolSnapshot> _snapshots = new(StringComparer.Ordinal);
    private int _ids;

    public string Name { get; init; } = "fake";

    public SandboxCapabilities Capabilities { get; set; } =
        SandboxCapabilities.PauseWithMemory | SandboxCapabilities.PauseWithoutMemory | SandboxCapabilities.NativeStartId | SandboxCapabilities.Snapshots | SandboxCapabilities.SnapshotNames
        | SandboxCapabilities.NamedUsers;

    public TimeProvider Time => time;

    public ConcurrentDictionary<SandboxId, FakePoolSandbox> Sandboxes { get; } = new();

    /// <summary>Gets the commands that come late.</summary>
    public LateCommands Late { get; } = new();

    /// <summary>Gets or sets what happens before a call has its effect: an exception means that it has none.</summary>
    public Func<string, SandboxId?, Task> Before { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets or sets what happens after a call had its effect: an exception is a lost reply.</summary>
    public Func<string, SandboxId?, Task> After { get; set; } = (_, _) => Task.CompletedTask;

    /// <summary>Gets or sets how long a new sandbox, or snapshot, stays out of lists.</summary>
    public TimeSpan ListLag { get; set; }

    /// <summary>Gets or sets whether a pause that is to keep memory comes to nothing, as on a machine that cannot freeze processes.</summary>
    public bool CannotFreeze { get; set; }

    /// <summary>Gets those that run or are paused.</summary>
    public IReadOnlyList<FakePoolSandbox> Living => [.. Sandboxes.Values.Where(s => s.IsAlive).OrderBy(s => s.StartedAt).ThenBy(s => s.Id.Value, StringComparer.Ordinal)];

    public IReadOnlyList<FakePoolSandbox> Running => [.. Living.Where(s => s.State == SandboxState.Running)];

    public IReadOnlyCollection<string> SnapshotIds => [.. _snapshots.Keys];

    public static CloudErrorDetails Details(string code, CloudEffect effect, bool isTransient = false) =>
        new() { Service = "fake", Action = "Fake", Code = code, Effect = effect, IsTransient = isTransient };

    public async Task<ISandbox> StartAsync(SandboxStart start, CancellationToken cancellationToken)
    {
        await BeginAsync("start", null, cancellationToken);
        FakePoolSandbox sandbox = _starts.GetOrAdd(start.StartId, _ =>
        {
            Dictionary<string, string> files = start.Snapshot is { } id
                ? new(_snapshots.TryGetValue(id.Value, out FakePoolSnapshot? saved) ? saved.Files : throw new CloudNotFoundException("no such snapshot", Details("NotFound", CloudEffect.None)), StringComparer.Ordinal)
                : new(StringComparer.Ordinal);
            FakePoolSandbox made = new(this, SandboxId.Parse($"{(Name == "fake" ? string.Empty : Name)}sbx{Interlocked.Increment(ref _ids)}"), start, files);
            Sandboxes[made.Id] = made;
            return made;
        });
        await After("start", sandbox.Id);
        return sandbox;
    }

    public async Task<ISandbox> ConnectAsync(SandboxId id, CancellationToken cancellationToken)
    {
        await BeginAsync("connect", id, cancellationToken);
        return Alive(id);
    }

    public async Task<SandboxInfo?> FindAsync(SandboxId id, CancellationToken cancellationToken)
    {
        await BeginAsync("find", id, cancellationToken);
        return Sandboxes.TryGetValue(id, out FakePoolSandbox? sandbox) ? sandbox.ToInfo() : null;
    }

    public async IAsyncEnumerable<SandboxInfo> ListAsync(SandboxQuery query, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeginAsync("list", null, cancellationToken);
        foreach (FakePoolSandbox sandbox in Living.Where(s => time.GetUtcNow() - s.StartedAt >= ListLag && query.Metadata.All(m => s.Start.Metadata.GetValueOrDefault(m.Key) == m.Value)))
        {
            yield return sandbox.ToInfo();
        }
    }

    public async Task PauseAsync(SandboxId id, SandboxPauseMode mode, CancellationToken cancellationToken)
    {
        await BeginAsync("pause", id, cancellationToken);
        FakePoolSandbox sandbox = Alive(id);
        if (CannotFreeze && mode == SandboxPauseMode.KeepMemory)
        {
            throw new CloudConflictException("It came to nothing: it is running.", Details("RUNNING", CloudEffect.Unknown));
        }

        sandbox.State = SandboxState.Paused;
        sandbox.KeepsMemory = mode == SandboxPauseMode.KeepMemory;
        sandbox.IsStill &= sandbox.KeepsMemory;
        await After("pause", id);
    }

    public async Task ResumeAsync(SandboxId id, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        await BeginAsync("resume", id, cancellationToken);
        FakePoolSandbox sandbox = Alive(id);
        sandbox.State = SandboxState.Running;
        sandbox.EndsAt = time.GetUtcNow() + (lifetime ?? TimeSpan.FromHours(1));
        await After("resume", id);
    }

    public async Task ExtendAsync(SandboxId id, TimeSpan lifetime, CancellationToken cancellationToken)
    {
        await BeginAsync("extend", id, cancellationToken);
        FakePoolSandbox sandbox = Alive(id);
        sandbox.ThrowUnlessRunning();
        sandbox.EndsAt = time.GetUtcNow() + lifetime;
    }

    public async Task<bool> StopAsync(SandboxId id, CancellationToken cancellationToken)
    {
        await BeginAsync("stop", id, cancellationToken);
        bool was = Sandboxes.TryGetValue(id, out FakePoolSandbox? sandbox) && sandbox.IsAlive;
        if (was)
        {
            sandbox!.State = SandboxState.Stopped;
        }

        await After("stop", id);
        return was;
    }

    public async Task<SandboxSnapshot> SnapshotAsync(SandboxId id, SandboxSnapshotRequest request, CancellationToken cancellationToken)
    {
        await BeginAsync("snapshot", id, cancellationToken);
        SandboxSnapshotId snapshot = SandboxSnapshotId.Parse($"{(Name == "fake" ? string.Empty : Name)}snap{Interlocked.Increment(ref _ids)}");
        SandboxSnapshot saved = new() { Id = snapshot, Name = request.Name, Sandbox = id, CreatedAt = time.GetUtcNow() };
        _snapshots[snapshot.Value] = new FakePoolSnapshot(saved, Alive(id).CopyFiles());
        await After("snapshot", id);
        return saved;
    }

    public async IAsyncEnumerable<SandboxSnapshot> ListSnapshotsAsync(SandboxId? sandbox, [EnumeratorCancellation] CancellationToken cancellationToken)
    {
        await BeginAsync("list snapshots", sandbox, cancellationToken);
        foreach (SandboxSnapshot saved in _snapshots.Values.Select(s => s.Saved).OrderBy(s => s.Id.Value, StringComparer.Ordinal))
        {
            if (time.GetUtcNow() - saved.CreatedAt >= ListLag && (sandbox is null || saved.Sandbox == sandbox))
            {
                yield return saved;
            }
        }
    }

    public async Task<bool> DeleteSnapshotAsync(SandboxSnapshotId id, CancellationToken cancellationToken)
    {
        await BeginAsync("delete", null, cancellationToken);
        bool was = _snapshots.TryRemove(id.Value, out _);
        await After("delete", null);
        return was;
    }

    /// <summary>Lets the test have its way before a call; one whose token has ended is not sent, as by a real client.</summary>
    internal Task BeginAsync(string action, SandboxId? id, CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        return Before(action, id).WaitAsync(cancellationToken);
    }

    private FakePoolSandbox Alive(SandboxId id) => Sandboxes.TryGetValue(id, out FakePoolSandbox? sandbox) && sandbox.IsAlive
        ? sandbox
        : throw new SandboxLostException($"The sandbox {id} is gone.", id, SandboxEndReason.Stopped);
}
