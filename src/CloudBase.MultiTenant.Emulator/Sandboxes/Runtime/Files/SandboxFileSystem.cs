using System.Buffers.Binary;
using System.Runtime.InteropServices;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Files of a sandbox in namespaces. The emulator may have more rights than the sandbox's user, so that each access is made with that user's.</summary>
/// <param name="root">Its root.</param>
/// <param name="user">The user of this machine whom its user is.</param>
/// <param name="mcp">Whom its second user is; null where it has none.</param>
/// <param name="room">What its disk has left.</param>
/// <param name="fileBytes">What a file may have.</param>
/// <param name="poller">Waits for changes.</param>
internal sealed class SandboxFileSystem(string root, uint user, uint? mcp, DiskRoom room, long fileBytes, Poller poller) : ISandboxFileSystem, IDisposable
{
    private const int MaxDepth = 1000;
    private const int RemoveDirectory = 0x200;
    private const int OthersRead = 4;
    private const int OthersWrite = 2;

    private readonly SandboxRoot _root = new(root);
    private readonly FileListing _listing = new(user, mcp);
    private readonly List<WeakReference<SandboxFileWatcher>> _watchers = [];

    public SandboxedFile? Find(string path) => FileOwner.As<SandboxedFile?>(user, () =>
    {
        SandboxPath at = SandboxPath.Parse(path);
        SafeFileHandle? found = _root.TryOpen(at.Full, SandboxRoot.PathOnly | SandboxRoot.NoFollow);
        if (found is null)
        {
            return Marshal.GetLastPInvokeError() is FileErrors.NotFound or FileErrors.NotADirectory ? null : throw FileErrors.Last(path);
        }

        using (found)
        {
            return SandboxRoot.Use(found, path, fd => _listing.Describe(at.Full, FileStatus.Of(fd), fd, string.Empty));
        }
    });

    public IReadOnlyList<SandboxedFile> List(string path, int depth) => FileOwner.As(user, () =>
    {
        SandboxPath at = SandboxPath.Parse(path);
        using SafeFileHandle folder = _root.Open(at.Full, SandboxRoot.PathOnly | SandboxRoot.Directory);
        List<SandboxedFile> files = [];
        _listing.List(folder, at.Full == "/" ? string.Empty : at.Full, Math.Clamp(depth, 1, MaxDepth), files);
        return files;
    });

    public Stream OpenRead(string path) => FileOwner.As(user, () =>
    {
        using SafeFileHandle found = _root.Open(SandboxPath.Parse(path).Full, SandboxRoot.PathOnly);
        return new FileStream(Reopen(found, path, OthersRead, 0), FileAccess.Read, bufferSize: 0, isAsync: false);
    });

    public Stream OpenWrite(string path) => FileOwner.As(user, () =>
    {
        SandboxPath at = SandboxPath.ParseEntry(path);
        MakeFolders(at.Folder);
        const int truncate = 0x200;
        using SafeFileHandle? found = _root.TryOpen(at.Full, SandboxRoot.PathOnly);
        if (found is not null)
        {
            long had = SandboxRoot.Use(found, path, FileStatus.Of).Blocks * 512;
            LimitedStream emptied = Writing(Reopen(found, path, OthersWrite, 1 | truncate), path);
            room.Give(had);
            return emptied;
        }

        SafeFileHandle made = _root.Open(at.Full, SandboxRoot.Create | SandboxRoot.WriteOnly, 0x1a4);
        try
        {
            SandboxRoot.Use(made, path, fd => Check(fd, path, OthersWrite, own: true));
            return Writing(made, path);
        }
        catch
        {
            made.Dispose();
            throw;
        }
    });

    public bool MakeDirectory(string path) => FileOwner.As(user, () =>
    {
        SandboxPath at = SandboxPath.Parse(path);
        using SafeFileHandle? found = _root.TryOpen(at.Full, SandboxRoot.PathOnly);
        if (found is not null)
        {
            return SandboxRoot.Use(found, path, FileStatus.Of).IsDirectory ? false : throw FileErrors.Of(FileErrors.NotADirectory, path);
        }

        MakeFolders(SandboxPath.ParseEntry(path).Full);
        return true;
    });

    public void Move(string source, string destination) => FileOwner.As(user, () =>
    {
        SandboxPath from = SandboxPath.ParseEntry(source), to = SandboxPath.ParseEntry(destination);
        using SafeFileHandle folder = _root.Open(from.Folder, SandboxRoot.PathOnly | SandboxRoot.Directory);
        MakeFolders(to.Folder);
        using SafeFileHandle target = _root.Open(to.Folder, SandboxRoot.PathOnly | SandboxRoot.Directory);
        if (SandboxRoot.Use(folder, source, a => SandboxRoot.Use(target, destination, b => Libc.RenameAt(a, Libc.Text(from.Name), b, Libc.Text(to.Name)))) != 0)
        {
            throw FileErrors.Last(Marshal.GetLastPInvokeError() == FileErrors.NotFound ? source : destination);
        }
    });

    public void Remove(string path) => FileOwner.As(user, () =>
    {
        SandboxPath at = SandboxPath.ParseEntry(path);
        using SafeFileHandle? folder = _root.TryOpen(at.Folder, SandboxRoot.PathOnly | SandboxRoot.Directory);
        if (folder is not null)
        {
            Remove(folder, at.Name, path, 0);
        }
        else if (Marshal.GetLastPInvokeError() is not (FileErrors.NotFound or FileErrors.NotADirectory))
        {
            throw FileErrors.Last(path);
        }
    });

    public ISandboxFileWatcher Watch(string path, bool recursive)
    {
        var watcher = new SandboxFileWatcher(poller, _root, user, SandboxPath.Parse(path).Full, recursive);
        lock (_watchers)
        {
            _watchers.RemoveAll(w => !w.TryGetTarget(out _));
            _watchers.Add(new WeakReference<SandboxFileWatcher>(watcher));
        }

        return watcher;
    }

    /// <summary>Ends watches, too.</summary>
    public void Dispose()
    {
        _root.Dispose();
        lock (_watchers)
        {
            foreach (WeakReference<SandboxFileWatcher> watcher in _watchers)
            {
                if (watcher.TryGetTarget(out SandboxFileWatcher? target))
                {
                    target.Dispose();
                }
            }
        }
    }

    private LimitedStream Writing(SafeFileHandle file, string path) => new(new FileStream(file, FileAccess.Write, bufferSize: 0, isAsync: false), path, room, fileBytes);

    private static void Remove(SafeFileHandle folder, string name, string path, int depth) => SandboxRoot.Use(folder, path, fd =>
    {
        if (FileStatus.In(fd, name) is not { } status)
        {
            return true;
        }

        if (status.IsDirectory)
        {
            using SafeFileHandle? inner = SandboxRoot.TryOpenIn(folder, name, SandboxRoot.PathOnly | SandboxRoot.Directory);
            if (inner is not null && depth < MaxDepth)
            {
                foreach (string entry in SandboxRoot.Use(inner, path, i => SandboxRoot.Names(i, path).ToArray()))
                {
                    Remove(inner, entry, path, depth + 1);
                }
            }
        }

        return Libc.UnlinkAt(fd, Libc.Text(name), status.IsDirectory ? RemoveDirectory : 0) == 0 || Marshal.GetLastPInvokeError() == FileErrors.NotFound
            ? true
            : throw FileErrors.Last(path);
    });

    private void MakeFolders(string folder)
    {
        using SafeFileHandle? there = _root.TryOpen(folder, SandboxRoot.PathOnly | SandboxRoot.Directory);
        if (there is not null)
        {
            return;
        }

        if (Marshal.GetLastPInvokeError() != FileErrors.NotFound)
        {
            throw FileErrors.Last(folder);
        }

        SandboxPath at = SandboxPath.Parse(folder);
        if (at.Name is "" or "." or "..")
        {
            throw FileErrors.Of(FileErrors.NotFound, folder);
        }

        // One level of the stack for each name that is missing: a path has at most 2,000.
        MakeFolders(at.Folder);
        using SafeFileHandle parent = _root.Open(at.Folder, SandboxRoot.PathOnly | SandboxRoot.Directory);
        SandboxRoot.Use(parent, folder, fd =>
        {
            if (Libc.MakeDirectoryAt(fd, Libc.Text(at.Name), 0x1ed) == 0)
            {
                return Libc.ChangeOwnerAt(fd, Libc.Text(at.Name), user, user, 0x100) == 0;
            }

            return Marshal.GetLastPInvokeError() == FileErrors.AlreadyExists ? true : throw FileErrors.Last(folder);
        });
    }

    /// <summary>Opens for good what was looked at first: a pipe or a device is never opened.</summary>
    private SafeFileHandle Reopen(SafeFileHandle found, string path, int right, int flags) => SandboxRoot.Use(found, path, fd =>
    {
        Check(fd, path, right, own: false);
        int opened = Libc.Open(Libc.Text($"/proc/self/fd/{fd}"), flags | Libc.OCloexec | Libc.ONonblock, 0);
        return opened < 0 ? throw FileErrors.Last(path) : new SafeFileHandle(opened, ownsHandle: true);
    });

    private bool Check(int fd, string path, int right, bool own)
    {
        FileStatus status = FileStatus.Of(fd);
        if (status.IsDirectory)
        {
            throw FileErrors.Of(21, path);
        }

        if (!status.IsFile || IsOfKernel(fd))
        {
            throw new SandboxFileSystemException($"'{path}' is not a regular file (a pipe, a device, or the kernel's): use it by a command.", SandboxFileError.Invalid, path);
        }

        if (own && status.UserId != user)
        {
            return Libc.ChangeOwnerAt(fd, Libc.Text(string.Empty), user, user, 0x1000) == 0;
        }

        return status.UserId == user || (status.Mode & right) != 0 ? true : throw FileErrors.Of(13, path);
    }

    // proc, sysfs, the two of cgroups: regular files there are doors of this machine's kernel.
    private static bool IsOfKernel(int fd)
    {
        byte[] status = new byte[256];
        return Libc.StatFs(fd, status) != 0 || BinaryPrimitives.ReadInt64LittleEndian(status) is 0x9fa0 or 0x62656572 or 0x27e0eb or 0x63677270;
    }
}
