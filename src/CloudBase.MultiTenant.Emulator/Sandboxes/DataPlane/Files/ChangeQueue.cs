using System.Threading.Channels;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;

/// <summary>Collects what a watcher sees until it is fetched. When nobody fetches, or the kernel has dropped some, it ends by saying so: a reader must not believe that it has seen all.</summary>
internal sealed class ChangeQueue : IDisposable
{
    private const int MaxWaiting = 10_000;
    private readonly Channel<SandboxedFileChange> _changes = Channel.CreateBounded<SandboxedFileChange>(MaxWaiting);

    private readonly CancellationTokenSource _stop = new();
    private readonly ISandboxFileWatcher _watcher;
    private readonly Action _disposed;
    private int _isDisposed;

    public ChangeQueue(ISandboxFileWatcher watcher, Action disposed)
    {
        (_watcher, _disposed) = (watcher, disposed);
        _ = CollectAsync();
    }

    public ChannelReader<SandboxedFileChange> Events => _changes.Reader;

    public void Dispose()
    {
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
        {
            _stop.Cancel();
            _watcher.Dispose();
            _disposed();
        }
    }

    private async Task CollectAsync()
    {
        ConnectException? missed = null;
        try
        {
            await foreach (var change in _watcher.ReadAsync(_stop.Token).ConfigureAwait(false))
            {
                if (!_changes.Writer.TryWrite(change))
                {
                    missed = new ConnectException("resource_exhausted", $"More than {MaxWaiting} changes wait to be fetched: this watch has ended; look at the folder and watch it anew.");
                    break;
                }
            }
        }
        catch (SandboxFileSystemException exception)
        {
            missed = ConnectException.Of(exception);
        }
        catch (Exception exception) when (exception is OperationCanceledException or IOException or ObjectDisposedException)
        {
            // The folder or the sandbox is gone, or nobody wants to know any more.
        }
        finally
        {
            _changes.Writer.TryComplete(missed);
        }
    }
}
