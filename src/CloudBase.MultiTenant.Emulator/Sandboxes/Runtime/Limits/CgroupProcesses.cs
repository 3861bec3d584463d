using System.Globalization;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>The processes in one group.</summary>
internal static class CgroupProcesses
{
    /// <summary>Kills every process in a group, frozen or not.</summary>
    public static void KillAll(string group)
    {
        try
        {
            if (File.Exists($"{group}/cgroup.kill"))
            {
                Cgroup.Write(group, "cgroup.kill", "1");
                return;
            }

            foreach (int process in In(group))
            {
                _ = Libc.Kill(process, Libc.SigKill);
            }

            if (File.Exists($"{group}/freezer.state"))
            {
                Cgroup.Write(group, "freezer.state", "THAWED");
            }
        }
        catch (IOException)
        {
            // The group was removed meanwhile.
        }
    }

    /// <summary>Kills the processes in a group but for some. What is frozen dies once it is thawed.</summary>
    /// <returns>How many were killed.</returns>
    public static int KillBut(string group, IReadOnlySet<int> some)
    {
        try
        {
            return In(group).Count(process => !some.Contains(process) && Libc.Kill(process, Libc.SigKill) == 0);
        }
        catch (IOException)
        {
            // The group was removed meanwhile.
            return 0;
        }
    }

    private static IEnumerable<int> In(string group) => File.ReadAllLines($"{group}/cgroup.procs").Select(line => int.Parse(line, CultureInfo.InvariantCulture));
}
