namespace CloudBase.MultiTenant.Sandboxes.Pool;

/// <summary>The patience for one step of a sweep: it ends after a time by this host's clock, or with the round, and begins anew with each answer.</summary>
internal sealed class StepPatience : IDisposable
{
    private readonly TimeSpan _time;
    private readonly CancellationTokenSource _over;
    private readonly CancellationTokenSource _either;
    private readonly CancellationToken _round;

    public StepPatience(PoolParts parts, TimeSpan time, CancellationToken round)
    {
        (_time, _round, _over) = (time, round, parts.Within(time));
        _either = CancellationTokenSource.CreateLinkedTokenSource(_over.Token, round);
    }

    public CancellationToken Token => _either.Token;

    /// <summary>Takes an answer: the next one has as long.</summary>
    public void Renew() => _over.CancelAfter(_time);

    /// <summary>Whether an error is one of the provider, or its silence: the round is not over, and goes on without the step.</summary>
    public bool IsItsEnd(Exception exception) => exception is CloudBaseException || (exception is OperationCanceledException && !_round.IsCancellationRequested);

    public void Dispose()
    {
        _either.Dispose();
        _over.Dispose();
    }
}
