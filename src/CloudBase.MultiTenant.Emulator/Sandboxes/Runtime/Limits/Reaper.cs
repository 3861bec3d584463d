using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Native;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Limits;

/// <summary>
/// A shell that waits for the end of the emulator, however it comes, and removes what the kernel does not: plain processes, sandboxes that were being started, cgroups, processes frozen in them, and a folder that was for this run only.
/// </summary>
internal static class Reaper
{
    // It looks a few times at least: what was just being launched carries its mark a moment later.
    private const string Script =
        "read -r _; d=$1; m=$2; shift 2; i=0; while [ $i -lt 600 ]; do i=$((i+1)); k=; " +
        "[ -n \"$m\" ] && for p in /proc/[0-9]*; do grep -qz \"^$m\" \"$p/environ\" && kill -9 \"${p#/proc/}\" && k=1; done; " +
        "for t in \"$@\"; do for g in \"$t\"/*/; do [ -d \"$g\" ] || continue; " +
        "if [ -e \"$g/cgroup.kill\" ]; then echo 1 >\"$g/cgroup.kill\"; else for p in $(cat \"$g/cgroup.procs\"); do kill -9 \"$p\"; done; " +
        "[ -e \"$g/freezer.state\" ] && echo THAWED >\"$g/freezer.state\"; fi; rmdir \"$g\"; done; rmdir \"$t\"; [ -d \"$t\" ] && k=1; done; " +
        "[ -n \"$d\" ] && { rm -rf -- \"$d\"; [ -d \"$d\" ] && k=1; }; [ -n \"$k\" ] || [ $i -lt 5 ] || exit 0; sleep 0.1; done 2>/dev/null";

    /// <summary>Starts it; it waits until its input ends.</summary>
    /// <param name="spawner">Starts processes.</param>
    /// <param name="directory">The folder that was for this run only; null where it stays.</param>
    /// <param name="mark">What the environment of what is to be killed begins a variable with; null where there is nothing.</param>
    /// <param name="cgroups">The folders that hold the groups.</param>
    public static NativeProcess Start(Spawner spawner, string? directory, string? mark, IEnumerable<string> cgroups) => spawner.Start(new ProcessRequest
    {
        Command = ["/bin/sh", "-c", Script, "cloudbase-sandbox-reaper", directory ?? string.Empty, mark ?? string.Empty, .. cgroups],
        Input = true,
    });
}
