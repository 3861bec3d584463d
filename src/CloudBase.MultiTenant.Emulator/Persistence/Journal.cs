using System.Buffers;
using CloudBase.MultiTenant.Emulator.State;
using Microsoft.Win32.SafeHandles;

namespace CloudBase.MultiTenant.Emulator.Persistence;

/// <summary>Appends committed changes to a file of JSON lines and forces them to disk in batches: one flusher, replies wait for their batch.</summary>
internal sealed class Journal : IChangeSink, IAsyncDisposable
{
    private readonly SafeFileHandle _file;
    private readonly DirectoryLock _lock;
    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _work = new(0);
    private readonly Task _flusher;
    private readonly bool _syncToDisk;
    private readonly string _directory;
    private readonly TaskCompletionSource<string> _broken = new(TaskCreationOptions.RunContinuationsAsynchronously);
    private ArrayBufferWriter<byte> _open = new(64 * 1024);
    private ArrayBufferWriter<byte> _spare = new(64 * 1024);
    private TaskCompletionSource? _openBatch;
    private Task _newest = Task.CompletedTask;
    private long _length;
    private long _lines;
    private bool _stopping;
    private volatile string? _trouble;

    internal Journal(SafeFileHandle file, DirectoryLock directoryLock, string directory, long length, long lines, bool syncToDisk)
    {
        _file = file;
        _lock = directoryLock;
        _directory = directory;
        _length = length;
        _lines = lines;
        _syncToDisk = syncToDisk;
        _flusher = Task.Factory.StartNew(FlushLoop, CancellationToken.None, TaskCreationOptions.LongRunning, TaskScheduler.Default);
    }

    /// <summary>Gets why the journal could not be written, and what to do: from then on nothing more is accepted. Null while it can.</summary>
    public string? Trouble => _trouble;

    /// <summary>Completes with that.</summary>
    public Task<string> Broken => _broken.Task;

    public Task Durable
    {
        get
        {
            lock (_gate)
            {
                return _newest;
            }
        }
    }

    public void Append(IReadOnlyDictionary<(ITable Table, string Id), Record?> changes)
    {
        lock (_gate)
        {
            if (_trouble is { } trouble)
            {
                throw new IOException(trouble);
            }

            JournalLine.Write(_open, ++_lines, changes);
            if (_openBatch is null)
            {
                _openBatch = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
                _newest = _openBatch.Task;
                _work.Release();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        lock (_gate)
        {
            if (_stopping)
            {
                return;
            }

            _stopping = true;
        }

        _work.Release();
        await _flusher.ConfigureAwait(false);
        _file.Dispose();
        _lock.Dispose();
        _work.Dispose();
    }

    private void FlushLoop()
    {
        while (true)
        {
            _work.Wait();
            TaskCompletionSource? batch;
            ArrayBufferWriter<byte> bytes;
            lock (_gate)
            {
                batch = _openBatch;
                bytes = _open;
                if (batch is null)
                {
                    if (_stopping)
                    {
                        return;
                    }

                    continue;
                }

                (_open, _spare) = (_spare, _open);
                _openBatch = null;
            }

            try
            {
                RandomAccess.Write(_file, bytes.WrittenSpan, _length);
                if (_syncToDisk)
                {
                    RandomAccess.FlushToDisk(_file);
                }

                _length += bytes.WrittenCount;
                bytes.ResetWrittenCount();
                batch.SetResult();
            }
            catch (Exception exception)
            {
                // Whatever it was: a flusher that died unseen would leave every reply waiting. So would what was appended while it wrote.
                TaskCompletionSource? next;
                lock (_gate)
                {
                    next = _openBatch;
                    _trouble = $"The emulator cannot write to '{_directory}' ({exception.Message}), so it accepts nothing more: make room there, then start it again. What it answered for is kept.";
                }

                _broken.SetResult(_trouble);
                var failure = exception as IOException ?? new IOException(exception.Message, exception);
                batch.SetException(failure);
                next?.SetException(failure);
                return;
            }
        }
    }
}
