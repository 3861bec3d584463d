using System.Threading.Channels;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Processes;

/// <summary>One listener to a process. A slow one holds the process, as a full pipe does; one that was disposed holds nobody.</summary>
internal sealed class ProcessSubscription(EnvdProcess process) : IDisposable
{
    private const int MaxWaiting = 16;
    private readonly Channel<ProcessEvent> _events = Channel.CreateBounded<ProcessEvent>(new BoundedChannelOptions(MaxWaiting) { SingleReader = true });
    private readonly CancellationTokenSource _gone = new();

    public ChannelReader<ProcessEvent> Events => _events.Reader;

    public async ValueTask OfferAsync(ProcessEvent happened)
    {
        try
        {
            if (!_events.Writer.TryWrite(happened))
            {
                await _events.Writer.WriteAsync(happened, _gone.Token).ConfigureAwait(false);
            }

            if (happened is ProcessEvent.End)
            {
                _events.Writer.TryComplete();
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or ChannelClosedException)
        {
            // It listens no more.
        }
    }

    public void Dispose()
    {
        process.Unsubscribe(this);
        _gone.Cancel();
    }
}
