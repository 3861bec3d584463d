namespace CloudBase.MultiTenant.Operations;

/// <summary>A read of what is the same for all who ask: whoever asks while it is under way gets its answer, or its error. Thread-safe.</summary>
internal sealed class SharedRead<T>
{
    private readonly Lock _lock = new();
    private Task<T>? _reading;

    /// <summary>Reads it, or joins who does already.</summary>
    /// <param name="read">Reads it. It gets no caller's token, for it is not one caller's, and so has to end by itself.</param>
    /// <param name="cancellationToken">Ends this caller's wait; the read goes on for the others.</param>
    public Task<T> GetAsync(Func<CancellationToken, ValueTask<T>> read, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            if (_reading is null or { IsCompleted: true })
            {
                _reading = read(CancellationToken.None).AsTask();
            }

            return _reading.WaitAsync(cancellationToken);
        }
    }
}
