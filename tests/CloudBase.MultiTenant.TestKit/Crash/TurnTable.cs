namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>Decides, by a seed, which of several waiting flows goes on next; one runs at a time.</summary>
public sealed class TurnTable(Random random)
{
    private readonly Lock _lock = new();
    private readonly List<(CrashGate Gate, TaskCompletionSource Turn)> _waiting = [];

    /// <summary>Gets how many flows of running hosts wait for their turn.</summary>
    public int Waiting
    {
        get
        {
            lock (_lock)
            {
                return _waiting.Count(w => !w.Gate.IsStill);
            }
        }
    }

    public Task WaitAsync(CrashGate gate)
    {
        // Continuations run inline, so that one call of Next runs one flow up to its next gate.
        var turn = new TaskCompletionSource();
        lock (_lock)
        {
            _waiting.Add((gate, turn));
        }

        return turn.Task;
    }

    /// <summary>Lets one flow of a running host go on; returns false when none waits.</summary>
    public bool Next()
    {
        (CrashGate Gate, TaskCompletionSource Turn) chosen;
        lock (_lock)
        {
            _waiting.RemoveAll(w => w.Gate.IsCrashed);
            List<(CrashGate Gate, TaskCompletionSource Turn)> ready = _waiting.FindAll(w => !w.Gate.IsStill);
            if (ready.Count == 0)
            {
                return false;
            }

            chosen = ready[random.Next(ready.Count)];
            _waiting.Remove(chosen);
        }

        chosen.Turn.SetResult();
        return true;
    }
}
