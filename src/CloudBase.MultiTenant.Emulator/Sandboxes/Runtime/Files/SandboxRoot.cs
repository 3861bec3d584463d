using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;
using Microsoft.Win32.SafeHandles;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Files;

/// <summary>Opens paths as a sandbox sees them: the kernel takes its root for "/" on every step, and follows no link of /proc that jumps.</summary>
internal sealed class SandboxRoot : IDisposable
{
    public const ulong PathOnly = 0x200000;
    public const ulong Directory = 0x10000;
    public const ulong NoFollow = 0x20000;
    public const ulong Create = 0x40;
    public const ulong WriteOnly = 1;
    private const ulong NoTerminal = 0x100;
    private const int OpenAt2 = 437;
    private const int Again = 11;

    private readonly SafeFileHandle _root;

    public SandboxRoot(string root) => _root = new SafeFileHandle(Libc.Open(Libc.Text(root), (int)(PathOnly | Directory) | Libc.OCloexec, 0), ownsHandle: true);

    /// <summary>Opens a path of the sandbox.</summary>
    /// <exception cref="SandboxFileSystemException">The kernel's error.</exception>
    public SafeFileHandle Open(string path, ulong flags, uint mode = 0) => TryOpen(path, flags, mode) ?? throw FileErrors.Last(path);

    /// <summary>Null, and the error set, where it cannot be opened.</summary>
    public SafeFileHandle? TryOpen(string path, ulong flags, uint mode = 0) => Use(_root, path, root => TryOpenAt(root, path, flags, mode));

    /// <summary>Opens what is under a folder that is open, without following any link.</summary>
    public static SafeFileHandle? TryOpenIn(SafeFileHandle folder, string name, ulong flags) => Use(folder, name, at => TryOpenAt(at, name, flags | NoFollow, 0, OpenHow.NoSymlinks));

    /// <summary>Does something with a descriptor that cannot be closed meanwhile.</summary>
    public static T Use<T>(SafeFileHandle handle, string path, Func<int, T> use)
    {
        bool held = false;
        try
        {
            handle.DangerousAddRef(ref held);
            return use((int)handle.DangerousGetHandle());
        }
        catch (ObjectDisposedException)
        {
            throw new SandboxFileSystemException($"'{path}' is gone: the sandbox has ended.", SandboxFileError.Other, path);
        }
        finally
        {
            if (held)
            {
                handle.DangerousRelease();
            }
        }
    }

    /// <summary>The names in a folder that is open, if the calling thread's user may read it.</summary>
    public static IEnumerable<string> Names(int folder, string path)
    {
        int opened = Libc.Open(Libc.Text($"/proc/self/fd/{folder}"), (int)Directory | Libc.OCloexec, 0);
        if (opened < 0)
        {
            throw FileErrors.Last(path);
        }

        Libc.Close(opened);
        return Entries(folder);
    }

    public void Dispose() => _root.Dispose();

    private static IEnumerable<string> Entries(int folder) => System.IO.Directory.EnumerateFileSystemEntries($"/proc/self/fd/{folder}").Select(e => Path.GetFileName(e));

    private static SafeFileHandle? TryOpenAt(int at, string path, ulong flags, uint mode, ulong more = 0)
    {
        var how = new OpenHow
        {
            // Without waiting: a pipe that nobody writes to would hold us.
            Flags = flags | (ulong)Libc.OCloexec | ((flags & PathOnly) == 0 ? (ulong)Libc.ONonblock | NoTerminal : 0),
            Mode = mode,
            Resolve = OpenHow.InRoot | OpenHow.NoMagicLinks | more,
        };
        nint result;
        int tries = 0;
        do
        {
            // "Again" means that something moved while it looked.
            result = Libc.OpenAt2(OpenAt2, at, Libc.Text(path), ref how, 24);
        }
        while (result < 0 && System.Runtime.InteropServices.Marshal.GetLastPInvokeError() == Again && ++tries < 100);
        return result < 0 ? null : new SafeFileHandle(result, ownsHandle: true);
    }
}
