using System.Runtime.InteropServices;
using System.Text;

[assembly: DefaultDllImportSearchPaths(DllImportSearchPath.System32)]

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

/// <summary>What .NET does not offer of Linux. Numbers are those of x64 and arm64, which agree except where said.</summary>
internal static class Libc
{
    public const int SigKill = 9;
    public const int SigContinue = 18;

    public const int CloneNewNs = 0x20000;
    public const int CloneNewNet = 0x40000000;
    public const int MsRdonly = 1;
    public const int MsNosuid = 2;
    public const int MsRemount = 32;
    public const int MsBind = 4096;
    public const int MsRec = 16384;
    public const int MsSlave = 1 << 19;
    public const int MntDetach = 2;

    /// <summary>open and close-on-exec for pipes and folders.</summary>
    public const int OCloexec = 0x80000;
    public const int ONonblock = 0x800;

    [DllImport("libc", EntryPoint = "unshare", SetLastError = true)]
    public static extern int Unshare(int flags);

    [DllImport("libc", EntryPoint = "setns", SetLastError = true)]
    public static extern int SetNs(int fd, int type);

    [DllImport("libc", EntryPoint = "mount", SetLastError = true)]
    public static extern int Mount(byte[]? source, byte[] target, byte[]? type, nuint flags, byte[]? data);

    [DllImport("libc", EntryPoint = "umount2", SetLastError = true)]
    public static extern int Unmount(byte[] target, int flags);

    [DllImport("libc", EntryPoint = "prctl", SetLastError = true)]
    public static extern int Prctl(int option, nuint a, nuint b, nuint c, nuint d);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static extern nint Syscall(nint number, nint a, nint b, nint c, nint d);

    [DllImport("libc", EntryPoint = "syscall", SetLastError = true)]
    public static extern nint OpenAt2(nint number, nint directory, byte[] path, ref OpenHow how, nint size);

    [DllImport("libc", EntryPoint = "ioctl", SetLastError = true)]
    public static extern int Ioctl(int fd, nuint request, byte[] argument);

    [DllImport("libc", EntryPoint = "pipe2", SetLastError = true)]
    public static extern int Pipe2(int[] ends, int flags);

    [DllImport("libc", EntryPoint = "fcntl", SetLastError = true)]
    public static extern int Fcntl(int fd, int command, nint argument);

    [DllImport("libc", EntryPoint = "open", SetLastError = true)]
    public static extern int Open(byte[] path, int flags, int mode);

    [DllImport("libc", EntryPoint = "read", SetLastError = true)]
    public static extern nint Read(int fd, ref byte buffer, nint count);

    [DllImport("libc", EntryPoint = "write", SetLastError = true)]
    public static extern nint Write(int fd, ref readonly byte buffer, nint count);

    [DllImport("libc", EntryPoint = "kill", SetLastError = true)]
    public static extern int Kill(int process, int signal);

    [DllImport("libc", EntryPoint = "waitpid", SetLastError = true)]
    public static extern int WaitPid(int process, ref int status, int options);

    [DllImport("libc", EntryPoint = "execve", SetLastError = true)]
    public static extern int Execute(byte[] path, nint[] arguments, nint[] environment);

    [DllImport("libc", EntryPoint = "geteuid")]
    public static extern uint EffectiveUserId();

    [DllImport("libc", EntryPoint = "inotify_init1", SetLastError = true)]
    public static extern int InotifyInit(int flags);

    [DllImport("libc", EntryPoint = "inotify_add_watch", SetLastError = true)]
    public static extern int InotifyAdd(int inotify, byte[] path, uint events);

    [DllImport("libc", EntryPoint = "epoll_create1", SetLastError = true)]
    public static extern int EpollCreate(int flags);

    [DllImport("libc", EntryPoint = "epoll_ctl", SetLastError = true)]
    public static extern int EpollControl(int epoll, int operation, int fd, byte[]? change);

    [DllImport("libc", EntryPoint = "epoll_wait", SetLastError = true)]
    public static extern int EpollWait(int epoll, byte[] events, int count, int timeout);

    [DllImport("libc", EntryPoint = "chown", SetLastError = true)]
    public static extern int ChangeOwner(byte[] path, uint user, uint group);

    [DllImport("libc", EntryPoint = "fchownat", SetLastError = true)]
    public static extern int ChangeOwnerAt(int directory, byte[] path, uint user, uint group, int flags);

    [DllImport("libc", EntryPoint = "statx", SetLastError = true)]
    public static extern int Statx(int directory, byte[] path, int flags, uint mask, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "fstatfs", SetLastError = true)]
    public static extern int StatFs(int fd, [Out] byte[] status);

    [DllImport("libc", EntryPoint = "mkdirat", SetLastError = true)]
    public static extern int MakeDirectoryAt(int directory, byte[] path, uint mode);

    [DllImport("libc", EntryPoint = "unlinkat", SetLastError = true)]
    public static extern int UnlinkAt(int directory, byte[] path, int flags);

    [DllImport("libc", EntryPoint = "renameat", SetLastError = true)]
    public static extern int RenameAt(int sourceDirectory, byte[] source, int targetDirectory, byte[] target);

    [DllImport("libc", EntryPoint = "readlinkat", SetLastError = true)]
    public static extern nint ReadLinkAt(int directory, byte[] path, [Out] byte[] target, nint size);

    public static void Close(int fd)
    {
        // Nothing can be done about a descriptor that does not close.
        _ = CloseDescriptor(fd);
    }

    public static int PidFdOpen(int process) => (int)Syscall(434, process, 0, 0, 0);

    public static bool PidFdSignal(int pidfd, int signal) => Syscall(424, pidfd, signal, 0, 0) == 0;

    /// <summary>Drops the supplementary groups of the calling thread only: the library's wrapper would change the whole process.</summary>
    public static bool ClearGroupsOfThread() =>
        Syscall(RuntimeInformation.ProcessArchitecture == Architecture.X64 ? 116 : 159, 0, 0, 0, 0) == 0;

    public static byte[] Text(string text) => Encoding.UTF8.GetBytes(text + '\0');

    public static string LastError() => Marshal.GetPInvokeErrorMessage(Marshal.GetLastPInvokeError());

    [DllImport("libc", EntryPoint = "close")]
    private static extern int CloseDescriptor(int fd);
}
