using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>The groups of one runtime, under a folder that carries the process's number, its start, and where it has that number, so that a later process can tell what a dead one left.</summary>
internal sealed class CgroupTree
{
    private const string Prefix = "cloudbase-sandboxes-";

    private readonly IReadOnlyList<CgroupHierarchy> _hierarchies;

    public CgroupTree(string instance, bool isNone)
    {
        Name = $"{Prefix}{Environment.ProcessId}-{StartOf(Environment.ProcessId)}-{Numbering}-{instance}";
        _hierarchies = isNone ? [] : CgroupHierarchy.Find(Name);
        foreach (CgroupHierarchy hierarchy in _hierarchies)
        {
            RemoveStale(hierarchy);
        }
    }

    /// <summary>The namespace in which processes have their numbers: the groups of another container may be seen, its processes are not, and are not dead for that.</summary>
    public static string Numbering { get; } = new FileInfo("/proc/self/ns/pid").LinkTarget is { } link ? string.Concat(link.Where(char.IsAsciiDigit)) : "0";

    /// <summary>What no other runtime's folder is called, on this machine and since it was started.</summary>
    public string Name { get; }

    public bool LimitsMemory => _hierarchies.Any(h => h.Controllers.Contains("memory"));

    public bool LimitsCpu => _hierarchies.Any(h => h.Controllers.Contains("cpu"));

    public bool Freezes => _hierarchies.Any(h => h.Version == 2 || h.Controllers.Contains("freezer"));

    /// <summary>The folders that hold this runtime's groups.</summary>
    public IEnumerable<string> Folders => _hierarchies.Select(h => Path.Combine(h.Parent, Name));

    /// <summary>Makes the groups of a sandbox, with its limits.</summary>
    /// <exception cref="SandboxRuntimeException">They cannot be made.</exception>
    public Cgroup Make(string sandboxId, SandboxLimits limits)
    {
        // The old freezer and its counter of time are needed only where there is no version 2, whose frozen processes can be killed.
        IEnumerable<CgroupHierarchy> used = _hierarchies.Where(h => h.Version == 2 || h.Controllers.Any(c => c is "memory" or "cpu") || _hierarchies.All(o => o.Version == 1));
        try
        {
            return Cgroup.Make(used.Select(h => (Path.Combine(h.Parent, Name, sandboxId), h)), limits);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new SandboxRuntimeException($"The limits of sandbox '{sandboxId}' cannot be set by cgroups: {e.Message}", e);
        }
    }

    public void Remove()
    {
        foreach (string folder in Folders)
        {
            TryRemove(folder);
        }
    }

    private static void RemoveStale(CgroupHierarchy hierarchy)
    {
        foreach (string folder in Directory.GetDirectories(hierarchy.Parent, Prefix + "*"))
        {
            string[] parts = Path.GetFileName(folder)[Prefix.Length..].Split('-');
            if (parts.Length < 3 || parts[2] != Numbering || !int.TryParse(parts[0], CultureInfo.InvariantCulture, out int process) || StartOf(process) == parts[1])
            {
                continue;
            }

            try
            {
                foreach (string group in Directory.GetDirectories(folder))
                {
                    CgroupProcesses.KillAll(group);
                    TryRemove(group);
                }
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                // Removed meanwhile, or another user's: what a dead emulator left goes away by itself.
            }

            TryRemove(folder);
        }
    }

    /// <summary>When a process was started, in ticks since the machine was; empty when there is none.</summary>
    private static string StartOf(int process)
    {
        try
        {
            string status = File.ReadAllText($"/proc/{process}/stat");
            return status[(status.LastIndexOf(')') + 2)..].Split(' ')[19];
        }
        catch (IOException)
        {
            return string.Empty;
        }
    }

    private static void TryRemove(string folder)
    {
        // A file of the kernel's cannot be removed, and need not be: rmdir takes a group with its files. It fails while there are processes.
        _ = Libc.UnlinkAt(-100, Libc.Text(folder), 0x200);
    }
}
