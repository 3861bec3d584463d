using System.Buffers.Binary;
using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using System.Text;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Watches folders through inotify. One reader.</summary>
internal sealed class SandboxFileWatcher : ISandboxFileWatcher
{
    private const int MaxFolders = 4096;
    private const int HeaderBytes = 16;
    private const uint Modify = 0x2;
    private const uint Attributes = 0x4;
    private const uint MovedFrom = 0x40;
    private const uint MovedTo = 0x80;
    private const uint Create = 0x100;
    private const uint Delete = 0x200;
    private const uint OnlyFolders = 0x01000000;
    private const uint Ignored = 0x8000;
    private const uint Overflow = 0x4000;
    private const uint IsFolder = 0x40000000;

    private readonly SandboxRoot _root;
    private readonly uint _user;
    private readonly string _path;
    private readonly bool _recursive;
    private readonly int _inotify;
    private readonly PipeEnd _events;
    private readonly Dictionary<int, string> _folders = [];
    private readonly Queue<SandboxedFileChange> _found = [];

    public SandboxFileWatcher(Poller poller, SandboxRoot root, uint user, string path, bool recursive)
    {
        (_root, _user, _path, _recursive) = (root, user, path, recursive);
        _inotify = Libc.InotifyInit(Libc.OCloexec);
        if (_inotify < 0)
        {
            throw new SandboxFileSystemException($"'{path}' cannot be watched: {Libc.LastError()}. Raise fs.inotify.max_user_instances, or end other watches.", SandboxFileError.Other, path);
        }

        _events = new PipeEnd(poller, _inotify, reads: true);
        try
        {
            FileOwner.As(user, () =>
            {
                using SafeFileHandle folder = root.Open(path, SandboxRoot.PathOnly | SandboxRoot.Directory);
                return Add(folder, string.Empty, tell: false);
            });
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    public async IAsyncEnumerable<SandboxedFileChange> ReadAsync([EnumeratorCancellation] CancellationToken cancellationToken)
    {
        byte[] buffer = new byte[16 * 1024];
        while (true)
        {
            int length;
            try
            {
                length = await _events.ReadAsync(buffer, cancellationToken).ConfigureAwait(false);
            }
            catch (ObjectDisposedException)
            {
                yield break;
            }

            for (int at = 0; at + HeaderBytes <= length;)
            {
                int size = BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at + 12));
                Take(BinaryPrimitives.ReadInt32LittleEndian(buffer.AsSpan(at)), BinaryPrimitives.ReadUInt32LittleEndian(buffer.AsSpan(at + 4)), buffer.AsSpan(at + HeaderBytes, size));
                at += HeaderBytes + size;
            }

            while (_found.TryDequeue(out SandboxedFileChange? change))
            {
                yield return change;
            }
        }
    }

    public void Dispose() => _events.Dispose();

    private void Take(int watch, uint what, ReadOnlySpan<byte> paddedName)
    {
        int end = paddedName.IndexOf((byte)0);
        string entry = Encoding.UTF8.GetString(end < 0 ? paddedName : paddedName[..end]);
        if ((what & Overflow) != 0)
        {
            throw new SandboxFileSystemException($"So much changed under '{_path}' that the kernel dropped some of it: look at the folder and watch it anew.", SandboxFileError.Other, _path);
        }

        if ((what & Ignored) != 0)
        {
            _folders.Remove(watch);
        }

        if (entry.Length == 0 || !_folders.TryGetValue(watch, out string? folder))
        {
            return;
        }

        string name = folder.Length == 0 ? entry : $"{folder}/{entry}";
        SandboxedFileChangeKind? kind = (what & 0xfff) switch
        {
            Create or MovedTo => SandboxedFileChangeKind.Create,
            Modify => SandboxedFileChangeKind.Write,
            Delete => SandboxedFileChangeKind.Remove,
            MovedFrom => SandboxedFileChangeKind.Rename,
            Attributes => SandboxedFileChangeKind.Chmod,
            _ => null,
        };
        if (kind is { } known)
        {
            _found.Enqueue(new SandboxedFileChange(name, known));
        }

        if (_recursive && (what & IsFolder) != 0 && kind == SandboxedFileChangeKind.Create)
        {
            FileOwner.As(_user, () =>
            {
                using SafeFileHandle? made = _root.TryOpen($"{_path}/{name}", SandboxRoot.PathOnly | SandboxRoot.Directory | SandboxRoot.NoFollow);
                return made is not null && Add(made, name, tell: true);
            });
        }
    }

    // What was made in a new folder before it was watched is told as made.
    private bool Add(SafeFileHandle folder, string name, bool tell) => SandboxRoot.Use(folder, _path, fd =>
    {
        int watch = _folders.Count >= MaxFolders
            ? throw new SandboxFileSystemException($"'{_path}' has more than {MaxFolders} folders: watch a smaller part.", SandboxFileError.Other, _path)
            : Libc.InotifyAdd(_inotify, Libc.Text($"/proc/self/fd/{fd}"), Create | Modify | Delete | MovedFrom | MovedTo | Attributes | OnlyFolders);
        if (watch < 0)
        {
            // What the sandbox's user may not read below a folder is not watched.
            return name.Length > 0 && Marshal.GetLastPInvokeError() == FileErrors.Denied ? true : throw FileErrors.Last(_path);
        }

        _folders[watch] = name;
        if (!_recursive)
        {
            return true;
        }

        foreach (string entry in SandboxRoot.Names(fd, _path))
        {
            string inner = name.Length == 0 ? entry : $"{name}/{entry}";
            if (tell)
            {
                _found.Enqueue(new SandboxedFileChange(inner, SandboxedFileChangeKind.Create));
            }

            using SafeFileHandle? below = SandboxRoot.TryOpenIn(folder, entry, SandboxRoot.PathOnly | SandboxRoot.Directory);
            if (below is not null)
            {
                Add(below, inner, tell);
            }
        }

        return true;
    });
}
