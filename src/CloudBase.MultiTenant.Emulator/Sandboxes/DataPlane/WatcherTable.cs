using System.Collections.Concurrent;
using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>The watches of a sandbox: those that callers poll, and how many there are with those that stream. Each takes one of the few that a user of this machine may have. Thread-safe.</summary>
internal sealed class WatcherTable(ISandboxFileSystem files) : IDisposable
{
    /// <summary>A user has 128 by default, and other sandboxes want theirs.</summary>
    public const int MaxWatchers = 16;
    private readonly ConcurrentDictionary<string, ChangeQueue> _watchers = new(StringComparer.Ordinal);
    private int _last;
    private int _open;

    public ChangeQueue Watch(string path, bool recursive)
    {
        if (Interlocked.Increment(ref _open) > MaxWatchers)
        {
            Interlocked.Decrement(ref _open);
            throw new ConnectException("resource_exhausted", $"The sandbox has {MaxWatchers} watchers, the most there can be; remove one first.");
        }

        try
        {
            return new ChangeQueue(FilesystemService.RequireFolder(files, path).Watch(path, recursive), () => Interlocked.Decrement(ref _open));
        }
        catch
        {
            Interlocked.Decrement(ref _open);
            throw;
        }
    }

    public string Add(string path, bool recursive)
    {
        var queue = Watch(path, recursive);
        var id = "w" + Interlocked.Increment(ref _last).ToString(CultureInfo.InvariantCulture);
        _watchers[id] = queue;
        return id;
    }

    public IReadOnlyList<SandboxedFileChange> Take(string id)
    {
        var queue = _watchers.GetValueOrDefault(id) ?? throw new ConnectException("not_found", $"watcher with id {id} not found");
        List<SandboxedFileChange> changes = [];
        while (queue.Events.TryRead(out var change))
        {
            changes.Add(change);
        }

        // What came before the end is given first.
        return changes.Count == 0 && queue.Events.Completion is { IsFaulted: true, Exception.InnerException: ConnectException missed } ? throw missed : changes;
    }

    public void Remove(string id)
    {
        if (_watchers.TryRemove(id, out var queue))
        {
            queue.Dispose();
        }
    }

    public void Dispose()
    {
        foreach (var id in _watchers.Keys)
        {
            Remove(id);
        }
    }
}
