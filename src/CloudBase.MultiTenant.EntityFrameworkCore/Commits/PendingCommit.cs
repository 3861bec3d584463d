using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>A change set on its way to the writer, and the task of whoever waits for it.</summary>
internal sealed class PendingCommit(IReadOnlyList<RowChange> changes, bool canWait)
{
    private const int Queued = 0;
    private const int Taken = 1;
    private const int Abandoned = 2;

    private readonly TaskCompletionSource<CommitResult> _completion = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private int _state;

    public IReadOnlyList<RowChange> Changes => changes;

    /// <summary>Gets whether others may go before it.</summary>
    public bool CanWait => canWait;

    public Task<CommitResult> Completion => _completion.Task;

    /// <summary>Takes it for writing; false when its caller has gone. From then on only the outcome completes it.</summary>
    public bool TryTake() => Interlocked.CompareExchange(ref _state, Taken, Queued) == Queued;

    /// <summary>Gives it up, unless it is being written already.</summary>
    public void Abandon(CancellationToken cancellationToken)
    {
        if (Interlocked.CompareExchange(ref _state, Abandoned, Queued) == Queued)
        {
            _completion.TrySetCanceled(cancellationToken);
        }
    }

    public void Complete(CommitResult result) => _completion.TrySetResult(result);

    public void Fail(Exception error) => _completion.TrySetException(error);

    /// <summary>Returns the fence that an operation has once everything here is done, or null when nothing here sets it.</summary>
    public long? FenceAfterwards(string operation)
    {
        for (int i = changes.Count - 1; i >= 0; i--)
        {
            if (changes[i].Source is StoreChange.UpdateOperation or StoreChange.InsertOperation
                && changes[i].Row is Rows.OperationRow row && row.Id == operation)
            {
                return row.Fence;
            }
        }

        return null;
    }
}
