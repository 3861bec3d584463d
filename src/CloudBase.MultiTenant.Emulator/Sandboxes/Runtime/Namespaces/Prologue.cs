using System.Globalization;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>Lines of shell that run on this machine before a process enters a sandbox. Nothing that a caller wrote is in them.</summary>
internal static class Prologue
{
    /// <summary>The limits of a command; each holds for itself and what it starts.</summary>
    public static string OfCommand(SandboxLimits limits, string joining, bool limitsMemory) => joining + OfHolder(limits) + string.Create(
        CultureInfo.InvariantCulture,
        // The number of processes is counted by sandbox, as each has a user namespace; dash calls it p, bash u.
        $"ulimit -f {limits.FileBytes / 512}; ulimit -t {(long)Math.Ceiling(limits.CpuTime.TotalSeconds)}; ulimit -p {limits.Processes} 2>/dev/null || ulimit -u {limits.Processes}; {(limitsMemory ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"ulimit -d {limits.MemoryBytes / 1024}; "))}");

    public static string OfHolder(SandboxLimits limits) => string.Create(
        CultureInfo.InvariantCulture, $"umask 022; ulimit -c 0; ulimit -n {limits.OpenFiles}; ");
}
