using System.Runtime.Versioning;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Layers;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Runtime.Namespaces;

/// <summary>What the first process of a sandbox is started with.</summary>
[UnsupportedOSPlatform("windows")]
internal sealed record LaunchPlan
{
    public required SandboxLayout Layout { get; init; }

    /// <summary>What is mounted at the home.</summary>
    public required string Workspace { get; init; }

    /// <summary>The user of this machine whom the sandbox's user is; null for who runs the emulator.</summary>
    public required uint? HostUser { get; init; }

    /// <summary>All users of the sandbox, where it has more than one; null where every process in it is the same.</summary>
    public SandboxUsers? Users { get; init; }

    /// <summary>Why it has one user only, where it has.</summary>
    public required string OneUserBecause { get; init; }

    public required SystemView System { get; init; }

    /// <summary>Run by a shell of this machine before anything else: joins cgroups, sets limits.</summary>
    public required string Prologue { get; init; }

    /// <summary>The home of the second user, in memory: no layer ever has what is in it.</summary>
    public const long McpHomeBytes = 16 << 20;

    /// <summary>Two file systems in memory get this much each.</summary>
    public long ScratchBytes => Math.Min(Layout.Limits.MemoryBytes / 2, Layout.Limits.DiskBytes);
}
