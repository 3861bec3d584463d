namespace CloudBase.MultiTenant.Operations;

/// <summary>Lets a drive and its lease renewal write one after the other, in the order in which they came.</summary>
/// <remarks>Who waited goes on inline, on the thread that gives the turn away: there are two of them at most.</remarks>
internal sealed class CommitTurn
{
    private readonly Lock _lock = new();
    private readonly Queue<TaskCompletionSource> _waiting = [];
    private bool _isTaken;

    public Task EnterAsync()
    {
        lock (_lock)
        {
            if (!_isTaken)
            {
                _isTaken = true;
                return Task.CompletedTask;
            }

            var turn = new TaskCompletionSource();
            _waiting.Enqueue(turn);
            return turn.Task;
        }
    }

    public void Leave()
    {
        TaskCompletionSource? next;
        lock (_lock)
        {
            _isTaken = _waiting.TryDequeue(out next);
        }

        next?.SetResult();
    }
}
