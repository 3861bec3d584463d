namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Work that nobody waits for until the end, when it is waited for: it would go on deleting in a folder that is given back. Thread-safe.</summary>
internal sealed class WorkUnderWay
{
    /// <summary>A step of a machine has its own limits; this is for one that has none, for an end that never comes is worse.</summary>
    private static readonly TimeSpan s_patience = TimeSpan.FromSeconds(60);

    private readonly Lock _gate = new();
    private readonly List<Task> _tasks = [];

    /// <summary>Begins work on a thread of the pool.</summary>
    public Task Begin(Func<Task> work)
    {
        var task = Task.Run(work);
        lock (_gate)
        {
            _tasks.RemoveAll(done => done.IsCompleted);
            _tasks.Add(task);
        }

        return task;
    }

    /// <summary>Waits until nothing is under way, and nothing that it began; what failed was told to who asked for it.</summary>
    public async Task SettleAsync()
    {
        var began = TimeProvider.System.GetTimestamp();
        while (Under() is { Length: > 0 } tasks && TimeProvider.System.GetElapsedTime(began) < s_patience)
        {
            await Task.WhenAll(tasks).WaitAsync(s_patience, TimeProvider.System).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        }
    }

    private Task[] Under()
    {
        lock (_gate)
        {
            return [.. _tasks.Where(task => !task.IsCompleted)];
        }
    }
}
