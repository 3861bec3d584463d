using System.Diagnostics.CodeAnalysis;
using System.Threading.Channels;

namespace CloudBase.MultiTenant.EntityFrameworkCore.Commits;

/// <summary>Change sets that wait to be written, those first that somebody waits for. Many may write; one reads.</summary>
internal sealed class CommitQueue(int maxBatch)
{
    /// <summary>How many batches in a row may go before what can wait: a burst is written in about as many, and a store that is never at rest keeps none waiting for longer.</summary>
    private const int MostBefore = 4;

    private readonly Channel<PendingCommit> _arriving = Channel.CreateBounded<PendingCommit>(new BoundedChannelOptions(maxBatch * 16) { SingleReader = true });
    private readonly Queue<PendingCommit> _waiting = new();
    private int _before;

    public ValueTask WriteAsync(PendingCommit commit, CancellationToken cancellationToken) => _arriving.Writer.WriteAsync(commit, cancellationToken);

    /// <summary>Takes no more; what is queued can still be taken.</summary>
    public void Complete() => _arriving.Writer.TryComplete();

    /// <summary>Waits until there is something to take; false when there will be nothing more.</summary>
    public ValueTask<bool> WaitAsync() => _waiting.Count > 0 ? new(true) : _arriving.Reader.WaitToReadAsync();

    /// <summary>Takes what the next transaction writes.</summary>
    public void Take(List<PendingCommit> batch)
    {
        while (batch.Count < maxBatch && _waiting.Count < maxBatch && _arriving.Reader.TryRead(out PendingCommit? commit))
        {
            if (commit.CanWait)
            {
                _waiting.Enqueue(commit);
            }
            else if (commit.TryTake())
            {
                batch.Add(commit);
            }
        }

        if (_waiting.Count == 0 || (batch.Count > 0 && _waiting.Count < maxBatch && ++_before <= MostBefore))
        {
            return;
        }

        _before = 0;
        while (batch.Count < maxBatch && _waiting.TryDequeue(out PendingCommit? commit))
        {
            if (commit.TryTake())
            {
                batch.Add(commit);
            }
        }
    }

    /// <summary>Takes one after another, whatever it is.</summary>
    public bool TryTakeAny([NotNullWhen(true)] out PendingCommit? commit) => _waiting.TryDequeue(out commit) || _arriving.Reader.TryRead(out commit);
}
