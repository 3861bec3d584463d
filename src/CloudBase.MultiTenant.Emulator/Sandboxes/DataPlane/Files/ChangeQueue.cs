using System.Threading.Channels;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary>Collects what a watcher sees until it is fetched; the oldest is dropped when nobody fetches.</summary>
internal sealed class ChangeQueue : IDisposable
{
    private const int MaxWaiting = 10_000;
    private readonly Channel<SandboxedFileChange> _changes = Channel.CreateBounded<SandboxedFileChange>(
        new BoundedChannelOptions(MaxWaiting) { FullMode = BoundedChannelFullMode.DropOldest });

    private readonly CancellationTokenSource _stop = new();
    private readonly ISandboxFileWatcher _watcher;

    public ChangeQueue(ISandboxFileWatcher watcher)
    {
        _watcher = watcher;
        _ = CollectAsync();
    }

    public ChannelReader<SandboxedFileChange> Events => _changes.Reader;

    public void Dispose()
    {
        _stop.Cancel();
        _watcher.Dispose();
    }

    private async Task CollectAsync()
    {
        try
        {
            await foreach (var change in _watcher.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                _changes.Writer.TryWrite(change);
            }
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException or SandboxFileSystemException)
        {
            // The folder or the sandbox is gone, or nobody wants to know any more.
        }
        finally
        {
            _changes.Writer.TryComplete();
        }
    }
}
