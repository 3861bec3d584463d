using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>The groups of one sandbox: a folder in each hierarchy. Its commands are in them; the process that holds it is not, so that it can neither freeze nor run out of memory.</summary>
internal sealed class Cgroup
{
    private static readonly TimeSpan s_freezesWithin = TimeSpan.FromSeconds(10);

    // What is killed dies when this machine lets it run for that: on one that has much to do a second is too short.
    private static readonly TimeSpan s_goesWithin = TimeSpan.FromSeconds(30);
    private static readonly TimeSpan s_killedWithin = TimeSpan.FromSeconds(1);
    private static readonly TimeSpan s_pause = TimeSpan.FromMilliseconds(2);

    private readonly List<(string Path, CgroupHierarchy Hierarchy)> _groups = [];

    private Cgroup()
    {
    }

    /// <summary>Lines of shell that put the shell into the groups.</summary>
    public string Joining => string.Concat(_groups.Select(g => $"echo $$ >'{g.Path}/cgroup.procs' || exit 125; "));

    private string? Main => _groups.OrderByDescending(g => g.Hierarchy.Version).FirstOrDefault().Path;

    private string? Memory => _groups.FirstOrDefault(g => g.Hierarchy.Controllers.Contains("memory")).Path;

    private string? Freezer => _groups.OrderByDescending(g => g.Hierarchy.Version).FirstOrDefault(g => g.Hierarchy.Version == 2 || g.Hierarchy.Controllers.Contains("freezer")).Path;

    public static Cgroup Make(IEnumerable<(string Path, CgroupHierarchy Hierarchy)> groups, SandboxLimits limits)
    {
        var made = new Cgroup();
        try
        {
            foreach ((string path, CgroupHierarchy hierarchy) in groups)
            {
                MakeAbove(Path.GetDirectoryName(path)!, hierarchy);
                Directory.CreateDirectory(path);
                made._groups.Add((path, hierarchy));
                Limit(path, hierarchy, limits);
            }

            return made;
        }
        catch
        {
            foreach ((string path, _) in made._groups)
            {
                _ = Libc.UnlinkAt(-100, Libc.Text(path), 0x200);
            }

            throw;
        }
    }

    /// <summary>How often a process in the groups was killed for want of memory.</summary>
    public long OutOfMemoryKills => Memory is { } path ? Number(path, File.Exists($"{path}/memory.events") ? "memory.events" : "memory.oom_control", "oom_kill") : 0;

    public (long Memory, long Cache, TimeSpan Cpu) Measure()
    {
        long memory = Memory is { } m ? Number(m, File.Exists($"{m}/memory.current") ? "memory.current" : "memory.usage_in_bytes", null) : 0;
        long cache = Memory is { } c ? Math.Max(Number(c, "memory.stat", "file"), Number(c, "memory.stat", "cache")) : 0;
        long microseconds = _groups.Select(g => g.Hierarchy.Version == 2 ? Number(g.Path, "cpu.stat", "usage_usec") : Number(g.Path, "cpuacct.usage", null) / 1000).DefaultIfEmpty().Max();
        return (memory, cache, TimeSpan.FromMicroseconds(microseconds));
    }

    /// <summary>Freezes the commands or thaws them; what fails half-way is undone.</summary>
    public async Task FreezeAsync(bool frozen, CancellationToken cancellationToken)
    {
        string path = Freezer ?? throw new SandboxRuntimeException("This machine has no way to freeze a sandbox: no cgroup can be written.");
        try
        {
            await SetAsync(path, frozen, cancellationToken).ConfigureAwait(false);
        }
        catch (Exception e)
        {
            TrySet(path, !frozen);
            if (e is IOException or UnauthorizedAccessException)
            {
                throw new SandboxRuntimeException($"The sandbox could not be {(frozen ? "frozen" : "thawed")}: {e.Message}", e);
            }

            throw;
        }
    }

    /// <summary>Kills what is in the groups now, frozen or not, those outside too.</summary>
    public void Kill()
    {
        if (Main is { } group)
        {
            CgroupProcesses.KillAll(group);
        }
    }

    /// <summary>Kills what is in the groups now, frozen or not, but for those outside, which bury it.</summary>
    /// <returns>How many were killed.</returns>
    public int KillInside(IReadOnlySet<int> outside)
    {
        if (Main is not { } group)
        {
            return 0;
        }

        int killed = CgroupProcesses.KillBut(group, outside);
        if (Freezer is { } freezer)
        {
            TrySet(freezer, false);
        }

        return killed;
    }

    /// <summary>Kills the commands of the sandbox.</summary>
    /// <returns>False where there is no group to know them by.</returns>
    public async Task<bool> KillInsideAsync(Func<IReadOnlySet<int>> outside)
    {
        // What forks between two looks is found by the next; what does so faster than it is looked at is killed at one blow.
        long began = TimeProvider.System.GetTimestamp();
        while (KillInside(outside()) > 0)
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_killedWithin)
            {
                Kill();
                break;
            }

            await Task.Delay(s_pause, TimeProvider.System).ConfigureAwait(false);
        }

        return Main is not null;
    }

    /// <summary>Kills what is left and removes the groups; a process that is killed takes a moment to go.</summary>
    public async Task RemoveAsync()
    {
        string[] left = [.. _groups.Select(g => g.Path)];
        long began = TimeProvider.System.GetTimestamp();
        while (true)
        {
            Array.ForEach(left, CgroupProcesses.KillAll);
            left = [.. left.Where(path => Libc.UnlinkAt(-100, Libc.Text(path), 0x200) != 0 && Directory.Exists(path))];
            if (left.Length == 0 || TimeProvider.System.GetElapsedTime(began) > s_goesWithin)
            {
                return;
            }

            await Task.Delay(s_pause * 5, TimeProvider.System).ConfigureAwait(false);
        }
    }

    private static async Task SetAsync(string path, bool frozen, CancellationToken cancellationToken)
    {
        long began = TimeProvider.System.GetTimestamp();
        bool second = Set(path, frozen);
        while (second ? Number(path, "cgroup.events", "frozen") != (frozen ? 1 : 0) : (await File.ReadAllTextAsync($"{path}/freezer.state", cancellationToken).ConfigureAwait(false)).Trim() != (frozen ? "FROZEN" : "THAWED"))
        {
            if (TimeProvider.System.GetElapsedTime(began) > s_freezesWithin)
            {
                throw new SandboxRuntimeException($"The sandbox could not be {(frozen ? "frozen" : "thawed")} within {s_freezesWithin.TotalSeconds:0} s: this machine has too much to do.");
            }

            await Task.Delay(s_pause, TimeProvider.System, cancellationToken).ConfigureAwait(false);
        }
    }

    private static bool Set(string path, bool frozen)
    {
        bool second = File.Exists($"{path}/cgroup.freeze");
        Write(path, second ? "cgroup.freeze" : "freezer.state", (second, frozen) switch
        {
            (true, true) => "1",
            (true, false) => "0",
            (false, true) => "FROZEN",
            (false, false) => "THAWED",
        });
        return second;
    }

    private static void TrySet(string path, bool frozen)
    {
        try
        {
            Set(path, frozen);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The group is gone, or this machine lets nobody change it: what failed first is told.
        }
    }

    private static void MakeAbove(string folder, CgroupHierarchy hierarchy)
    {
        if (!Directory.Exists(folder))
        {
            Directory.CreateDirectory(folder);
            if (hierarchy.Version == 2 && hierarchy.Controllers.Count > 0)
            {
                Write(folder, "cgroup.subtree_control", string.Join(' ', hierarchy.Controllers.Select(c => "+" + c)));
            }
        }
    }

    private static void Limit(string path, CgroupHierarchy hierarchy, SandboxLimits limits)
    {
        bool second = hierarchy.Version == 2;
        string memory = limits.MemoryBytes.ToString(CultureInfo.InvariantCulture);
        if (hierarchy.Controllers.Contains("memory"))
        {
            Write(path, second ? "memory.max" : "memory.limit_in_bytes", memory);
            string swap = second ? "memory.swap.max" : "memory.memsw.limit_in_bytes";
            if (File.Exists($"{path}/{swap}"))
            {
                Write(path, swap, second ? "0" : memory);
            }
        }

        if (hierarchy.Controllers.Contains("cpu"))
        {
            long quota = Math.Max(1000, (long)(limits.Cpus * 100_000));
            Write(path, second ? "cpu.max" : "cpu.cfs_quota_us", second ? $"{quota} 100000" : quota.ToString(CultureInfo.InvariantCulture));
        }
    }

    internal static void Write(string group, string file, string text) => File.WriteAllText($"{group}/{file}", text);

    private static long Number(string group, string file, string? key)
    {
        try
        {
            string? value = key is null
                ? File.ReadAllText($"{group}/{file}").Trim()
                : File.ReadLines($"{group}/{file}").Select(l => l.Split(' ')).FirstOrDefault(l => l[0] == key)?[1];
            return long.TryParse(value, CultureInfo.InvariantCulture, out long number) ? number : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }
}
