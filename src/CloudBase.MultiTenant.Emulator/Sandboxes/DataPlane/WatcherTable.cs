using System.Collections.Concurrent;
using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Connect;
using CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane.Files;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.DataPlane;

/// <summary>The watchers of a sandbox that callers poll. Thread-safe.</summary>
internal sealed class WatcherTable(ISandboxFileSystem files) : IDisposable
{
    public const int MaxWatchers = 64;
    private readonly ConcurrentDictionary<string, ChangeQueue> _watchers = new(StringComparer.Ordinal);
    private int _last;

    public string Add(string path, bool recursive)
    {
        if (_watchers.Count >= MaxWatchers)
        {
            throw new ConnectException("resource_exhausted", $"The sandbox has {MaxWatchers} watchers, the most there can be; remove one first.");
        }

        var queue = new ChangeQueue(FilesystemService.RequireFolder(files, path).Watch(path, recursive));
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

        return changes;
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
