using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

/// <summary>
/// Which user of this machine a sandbox is. As root every disk that starts from nothing gets a user of its own, whom the disks that start from its layers share;
/// without root (or with few users mapped) there is only the one who runs the emulator.
/// </summary>
internal sealed class HostUsers(bool many)
{
    private const uint First = 0x70000000;
    private const int PerProcess = 1 << 16;

    private readonly bool _many = many;
    private int _last;

    // Ranges of the same width as that of First, below it: what belongs to one disk has one number in each.
    private const uint McpBelow = 0x10000000;
    private const uint RootBelow = 0x20000000;

    public static HostUsers OnlyThisOne => new(false);

    /// <summary>As many as this process can be.</summary>
    public static HostUsers Here => new(IsMany);

    /// <summary>Whether this process is root, and not only in a user namespace of its own.</summary>
    public static bool IsMany => Libc.EffectiveUserId() == 0 && MapsAll();

    /// <summary>A user that no other sandbox of this process has; null where there is only one.</summary>
    public uint? Next() => _many
        ? First + (((uint)Environment.ProcessId & 0xfff) * PerProcess) + ((uint)Interlocked.Increment(ref _last) % PerProcess)
        : null;

    public uint? OwnerOf(string path) => _many ? FileStatus.Of(path).UserId : null;

    /// <summary>All users of a sandbox, by the one who owns its disk.</summary>
    public static SandboxUsers UsersOf(uint owner) => new(owner, owner - McpBelow, owner - RootBelow);

    public static void Give(string path, uint? user)
    {
        if (user is { } id && Libc.ChangeOwner(Libc.Text(path), id, id) != 0)
        {
            throw new SandboxRuntimeException($"A folder of a sandbox cannot be given to user {id}: {Libc.LastError()}.");
        }
    }

    private static bool MapsAll() =>
        File.Exists("/proc/self/uid_map") && File.ReadLines("/proc/self/uid_map").Any(line => line.Split(' ', StringSplitOptions.RemoveEmptyEntries) is ["0", "0", var count]
            && long.Parse(count, CultureInfo.InvariantCulture) > 0x7fffffff);
}
