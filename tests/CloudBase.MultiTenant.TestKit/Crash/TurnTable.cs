namespace CloudBase.MultiTenant.TestKit.Crash;

/// <summary>Decides, by a seed, which of several waiting flows goes on next; one runs at a time.</summary>
public sealed class TurnTable(Random random)
{
    private readonly List<(CrashGate Gate, TaskCompletionSource Turn)> _waiting = [];

    public Task WaitAsync(CrashGate gate)
    {
        // Continuations run inline, so that one call of Next runs one flow up to its next gate.
        var turn = new TaskCompletionSource();
        _waiting.Add((gate, turn));
        return turn.Task;
    }

    /// <summary>Lets one flow of a running host go on; returns false when none waits.</summary>
    public bool Next()
    {
        _waiting.RemoveAll(w => w.Gate.IsCrashed);
        List<(CrashGate Gate, TaskCompletionSource Turn)> ready = _waiting.FindAll(w => !w.Gate.IsStill);
        if (ready.Count == 0)
        {
            return false;
        }

        (CrashGate Gate, TaskCompletionSource Turn) chosen = ready[random.Next(ready.Count)];
        _waiting.Remove(chosen);
        chosen.Turn.SetResult();
        return true;
    }
}
