using CloudBase.MultiTenant;
using QuickStart.Output;
using QuickStart.Sandboxes;

namespace QuickStart.Proof;

/// <summary>What became of a sandbox whose holder was killed.</summary>
/// <param name="Tenant">The tenant that it was bound to.</param>
/// <param name="ProcessId">The process that was killed.</param>
/// <param name="ExitCode">What the system says of its end; 137 is signal 9 on Unix.</param>
/// <param name="Held">What that process held.</param>
/// <param name="Again">What the next one was given.</param>
internal sealed record SandboxVerdict(TenantId Tenant, int ProcessId, int ExitCode, SandboxSighting Held, SandboxSighting Again)
{
    internal bool IsFoundAgain => Again.Sandbox == Held.Sandbox && Again.Incarnation > Held.Incarnation && Again.Left == $"process {ProcessId} was here";

    /// <summary>Gets whether one sandbox counts for the tenant, and none runs that the pool does not know.</summary>
    internal bool IsTheOnlyOne => Again is { OfTenants: 1 } && Again.AtProvider == Again.Known;

    internal bool Holds => IsFoundAgain && IsTheOnlyOne;

    internal string InWords()
    {
        string killed = $"Process {ProcessId} was killed (kill -9, exit code {ExitCode}) while it held sandbox {Held.Sandbox} for {Tenant}.";
        string waited = $"The next process asked for {Words.Seconds(Again.Waited)}, was refused a second sandbox {Again.Refusals} times while the lease of the first one lasted,";
        string counted = $"{Again.OfTenants} sandbox of a tenant counts, and the cloud has {Again.AtProvider}, of which the pool knows {Again.Known}";
        return IsFoundAgain
            ? $"{killed} {waited} and has the same one again ({Again.How}; life {Again.Incarnation}, it was {Held.Incarnation}), with the file that says '{Again.Left}'; {counted}{(IsTheOnlyOne ? string.Empty : ": THIS IS NOT ONE")}."
            : $"{killed} {waited} and has sandbox {Again.Sandbox} ({Again.How}; file: '{Again.Left}'): THIS IS NOT THE SAME; {counted}.";
    }
}
