using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>
/// Where homes are put together from layers: a file system in memory that only one thread of this process and its children see. This machine never sees these mounts, and they go with the process.
/// Every member but the constructor runs on that thread.
/// </summary>
[UnsupportedOSPlatform("windows")]
internal sealed class Stage(string dataDirectory)
{
    private const int MaxOptions = 4000;

    // Folders that the standard hierarchy has, and no program looks into; in the thread's view one of them is covered.
    private readonly string _place = new[] { "/mnt", "/srv", "/media", "/opt" }.FirstOrDefault(p => Directory.Exists(p) && !dataDirectory.StartsWith(p + "/", StringComparison.Ordinal))
        ?? throw new SandboxRuntimeException("Sandboxes need one of the folders /mnt, /srv, /media and /opt, which the data folder is not in.");

    /// <summary>Gives the calling thread, for good, its own view of mounts.</summary>
    /// <exception cref="SandboxRuntimeException">The emulator has not the rights.</exception>
    public void Prepare()
    {
        if (Libc.Unshare(Libc.CloneNewNs) != 0)
        {
            throw new SandboxRuntimeException($"The emulator may not make mounts of its own ({Libc.LastError()}): run it as root, or through 'unshare -Ur -m', which needs no rights.");
        }

        Mount(null, "/", null, Libc.MsRec | Libc.MsSlave, null, "The emulator's view of mounts cannot be made its own");
        Mount("stage", _place, "tmpfs", 0, "mode=0755,size=1m", "No file system in memory can be mounted");
    }

    /// <summary>A root with everything that sandboxes share, read-only; what they do not share has a folder to be mounted on.</summary>
    public string MakeRoot(SystemView system)
    {
        string root = $"{_place}/root";
        foreach (string folder in new[] { "etc", "proc", "tmp", "home/user", "dev/pts", "dev/shm" })
        {
            Directory.CreateDirectory($"{root}/{folder}");
        }

        foreach (SystemMount mount in system.Mounts)
        {
            if (mount.LinkTo is { } link)
            {
                Directory.CreateSymbolicLink(root + mount.Path, link);
                continue;
            }

            Bind(mount.Path, root + mount.Path);
            MakeReadOnly(root + mount.Path);
        }

        foreach (string device in new[] { "null", "zero", "full", "random", "urandom", "tty" })
        {
            File.Create($"{root}/dev/{device}").Dispose();
            Mount($"/dev/{device}", $"{root}/dev/{device}", null, Libc.MsBind, null, "A device cannot be shown to sandboxes");
        }

        foreach ((string name, string target) in new[] { ("fd", "/proc/self/fd"), ("stdin", "/proc/self/fd/0"), ("stdout", "/proc/self/fd/1"), ("stderr", "/proc/self/fd/2"), ("ptmx", "pts/ptmx") })
        {
            File.CreateSymbolicLink($"{root}/dev/{name}", target);
        }

        Mount(root, root, null, Libc.MsBind | Libc.MsRec, null, "The root of sandboxes cannot be mounted");
        MakeReadOnly(root);
        return root;
    }

    /// <summary>Shows a folder of the data directory, where no other user can go, to the children, with some of this machine's /etc in it.</summary>
    public string Show(string source, string name, IEnumerable<string> inside)
    {
        string target = Directory.CreateDirectory($"{_place}/{name}").FullName;
        Mount(source, target, null, Libc.MsBind, null, "A folder cannot be shown to sandboxes");
        foreach (string folder in inside.Where(f => Directory.Exists($"/etc/{f}")))
        {
            Bind($"/etc/{folder}", $"{target}/{folder}");
            MakeReadOnly($"{target}/{folder}");
        }

        MakeReadOnly(target);
        return target;
    }

    /// <summary>Puts the home of a sandbox together.</summary>
    /// <param name="disk">Its disk.</param>
    /// <param name="empty">An empty folder.</param>
    /// <param name="sandboxId">The sandbox.</param>
    /// <param name="isWhole">Whether what is in the layers was copied to the disk.</param>
    public string Assemble(SandboxDisk disk, string empty, string sandboxId, bool isWhole)
    {
        string target = Directory.CreateDirectory($"{_place}/home-{sandboxId}").FullName;
        try
        {
            if (isWhole)
            {
                Mount(disk.Upper, target, null, Libc.MsBind, null, "The home of a sandbox cannot be mounted");
            }
            else
            {
                Mount("overlay", target, "overlay", 0, OverlayOptions(disk, empty), "The home of a sandbox cannot be put together by overlayfs");
            }

            return target;
        }
        catch
        {
            Directory.Delete(target);
            throw;
        }
    }

    private static string OverlayOptions(SandboxDisk disk, string empty)
    {
        string lower = string.Join(':', disk.Lower.Count > 0 ? disk.Lower.Select(Escape) : [Escape(empty)]);
        string options = $"lowerdir={lower},upperdir={Escape(disk.Upper)},workdir={Escape(disk.Work)}";
        // In a user namespace the kernel keeps overlayfs from marking what was replaced unless the marks are the user's.
        options += HostUsers.IsMany ? string.Empty : ",userxattr";
        return options.Length <= MaxOptions
            ? options
            : throw new SandboxRuntimeException($"{disk.Lower.Count} layers are more than one mount can name: save a layer of a sandbox that starts from fewer.");
    }

    /// <summary>What has started with the home keeps it.</summary>
    public static void Dismantle(string home)
    {
        _ = Libc.Unmount(Libc.Text(home), Libc.MntDetach);
        Directory.Delete(home);
    }

    /// <summary>A root for a program that copies: the system, what to copy and where to.</summary>
    public string AssembleCopy(string source, string target, SystemView system, string name)
    {
        string place = Directory.CreateDirectory($"{_place}/copy-{name}").FullName;
        foreach (SystemMount mount in system.Mounts)
        {
            if (mount.LinkTo is { } link)
            {
                Directory.CreateSymbolicLink(place + mount.Path, link);
                continue;
            }

            Bind(mount.Path, place + mount.Path);
        }

        Bind(source, $"{place}/from");
        Bind(target, $"{place}/to");
        return place;
    }

    public static void DismantleCopy(string place)
    {
        foreach (string entry in Directory.GetDirectories(place))
        {
            if (new DirectoryInfo(entry).LinkTarget is null)
            {
                _ = Libc.Unmount(Libc.Text(entry), Libc.MntDetach);
            }

            // Never recursive: if a mount is left, this fails instead of emptying what it shows.
            _ = Libc.UnlinkAt(-100, Libc.Text(entry), new DirectoryInfo(entry).LinkTarget is null ? 0x200 : 0);
        }

        _ = Libc.UnlinkAt(-100, Libc.Text(place), 0x200);
    }

    private static void MakeReadOnly(string target) =>
        Mount(null, target, null, Libc.MsBind | Libc.MsRemount | Libc.MsRdonly | Libc.MsNosuid, null, "The system cannot be shown read-only to sandboxes");

    private static void Bind(string source, string target)
    {
        Directory.CreateDirectory(target);
        Mount(source, target, null, Libc.MsBind, null, "A folder cannot be shown to the copying program");
    }

    private static void Mount(string? source, string target, string? type, int flags, string? options, string wrong)
    {
        if (Libc.Mount(source is null ? null : Libc.Text(source), Libc.Text(target), type is null ? null : Libc.Text(type), (nuint)flags, options is null ? null : Libc.Text(options)) != 0)
        {
            throw new SandboxRuntimeException($"{wrong}: {Libc.LastError()}.");
        }
    }

    private static string Escape(string path) => path.Replace(@"\", @"\\", StringComparison.Ordinal).Replace(":", @"\:", StringComparison.Ordinal).Replace(",", @"\,", StringComparison.Ordinal);
}
