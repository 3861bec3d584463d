using System.Collections.Concurrent;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;

/// <summary>The processes of a sandbox that callers started and that are not over. Thread-safe.</summary>
internal sealed class ProcessTable(IRunningSandbox sandbox, TimeProvider time)
{
    private readonly ConcurrentDictionary<int, EnvdProcess> _processes = new();

    public IEnumerable<EnvdProcess> All => _processes.Values.OrderBy(process => process.Id);

    /// <summary>Starts a process and subscribes to all that it writes.</summary>
    public async Task<(EnvdProcess Process, ProcessSubscription Events)> StartAsync(
        SandboxedProcessStart start, string? tag, TimeSpan? timeout, CancellationToken cancellationToken)
    {
        var begun = time.GetTimestamp();
        var started = await sandbox.StartAsync(start, cancellationToken).ConfigureAwait(false);
        var process = new EnvdProcess(started, start, tag, ended => _processes.TryRemove(new KeyValuePair<int, EnvdProcess>(ended.Id, ended)));
        _processes[process.Id] = process;
        var events = process.Subscribe()!;
        process.Listen();
        if (timeout is { } span)
        {
            // Its caller counts from the call, and sees what it does before it is known here.
            var left = span - time.GetElapsedTime(begun);
            process.EndAfter(left > TimeSpan.Zero ? left : TimeSpan.Zero, time);
        }

        return (process, events);
    }

    public EnvdProcess? Find(int id) => _processes.GetValueOrDefault(id);

    public EnvdProcess? Find(string tag) => _processes.Values.FirstOrDefault(process => process.Tag == tag);
}
