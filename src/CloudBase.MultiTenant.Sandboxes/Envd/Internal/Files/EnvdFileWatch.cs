using System.Runtime.CompilerServices;
using CloudBase.MultiTenant.Sandboxes.Envd.Internal.Wire;

namespace CloudBase.MultiTenant.Sandboxes.Envd.Internal.Files;

/// <summary>A watch that is on, at the other end of its stream.</summary>
internal sealed class EnvdFileWatch(EnvdStream stream, string path, TimeSpan idleTimeout) : ISandboxFileWatch
{
    private int _read;

    public IAsyncEnumerable<SandboxFileChange> ReadChangesAsync(CancellationToken cancellationToken = default) =>
        Interlocked.Exchange(ref _read, 1) == 0 ? ReadAsync(cancellationToken)
            : throw new InvalidOperationException($"The changes of '{path}' are read already: call ReadChangesAsync once for each watch.");

    public ValueTask DisposeAsync() => stream.DisposeAsync();

    private async IAsyncEnumerable<SandboxFileChange> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        while (true)
        {
            WatchMessage? message = await stream.ReadAsync(EnvdJsonContext.Default.WatchMessage, idleTimeout).WaitAsync(cancellationToken).ConfigureAwait(false);
            if (message is null)
            {
                throw await stream.BrokenAsync($"ended: '{path}' is watched no more").ConfigureAwait(false);
            }

            if (message.Filesystem is { } change)
            {
                yield return new SandboxFileChange(change.Name ?? string.Empty, KindOf(change.Type));
            }
        }
    }

    private static SandboxFileChangeKind KindOf(string? type) => type switch
    {
        "EVENT_TYPE_CREATE" => SandboxFileChangeKind.Created,
        "EVENT_TYPE_WRITE" => SandboxFileChangeKind.Written,
        "EVENT_TYPE_REMOVE" => SandboxFileChangeKind.Removed,
        "EVENT_TYPE_RENAME" => SandboxFileChangeKind.Renamed,
        "EVENT_TYPE_CHMOD" => SandboxFileChangeKind.PermissionsChanged,
        _ => SandboxFileChangeKind.Other,
    };
}
