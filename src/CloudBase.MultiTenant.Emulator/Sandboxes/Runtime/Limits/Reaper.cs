using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>
/// A shell that waits for the end of the emulator, however it comes, and removes what the kernel does not: cgroups, processes frozen in them, and a folder that was for this run only.
/// </summary>
internal static class Reaper
{
    private const string Script =
        "read -r _; d=$1; shift; for i in 1 2 3 4 5 6 7 8 9 10; do for t in \"$@\"; do for g in \"$t\"/*/; do [ -d \"$g\" ] || continue; " +
        "if [ -e \"$g/cgroup.kill\" ]; then echo 1 >\"$g/cgroup.kill\"; else for p in $(cat \"$g/cgroup.procs\"); do kill -9 \"$p\"; done; " +
        "[ -e \"$g/freezer.state\" ] && echo THAWED >\"$g/freezer.state\"; fi; rmdir \"$g\"; done; rmdir \"$t\"; done; " +
        "[ -n \"$d\" ] && rm -rf -- \"$d\"; for t in \"$@\"; do [ -d \"$t\" ] && { sleep 0.1; continue 2; }; done; exit 0; done 2>/dev/null";

    /// <summary>Starts it; it waits until its input ends.</summary>
    public static NativeProcess Start(Spawner spawner, CgroupTree cgroups, string? directory) => spawner.Start(new ProcessRequest
    {
        Command = ["/bin/sh", "-c", Script, "cloudbase-sandbox-reaper", directory ?? string.Empty, .. cgroups.Folders],
        Input = true,
    });
}
