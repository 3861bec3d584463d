using System.Threading.Channels;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>Waits for something to happen, or until a sign of life is due.</summary>
internal static class KeepAlive
{
    /// <returns>False when a sign of life is due.</returns>
    public static async ValueTask<bool> WaitAsync<TEvent>(ChannelReader<TEvent> events, TimeSpan interval, TimeProvider time, CancellationToken cancellationToken)
    {
        var waiting = events.WaitToReadAsync(cancellationToken);
        if (waiting.IsCompleted)
        {
            return await waiting.ConfigureAwait(false);
        }

        var happened = waiting.AsTask();
        try
        {
            return await happened.WaitAsync(interval, time, cancellationToken).ConfigureAwait(false);
        }
        catch (TimeoutException)
        {
            return false;
        }
    }
}
