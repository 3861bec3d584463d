namespace QuickStart.Proof;

/// <summary>A run that was killed in the middle.</summary>
/// <param name="ProcessId">Its process.</param>
/// <param name="ExitCode">What the system says of its end; 137 is signal 9 on Unix.</param>
/// <param name="After">How long it lived.</param>
/// <param name="Tenant">The tenant that it had just said something of.</param>
/// <param name="Step">What it had said.</param>
internal sealed record KilledRun(int ProcessId, int ExitCode, TimeSpan After, string Tenant, string Step);
