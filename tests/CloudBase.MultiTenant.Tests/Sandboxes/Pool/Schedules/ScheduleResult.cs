namespace CloudBase.MultiTenant.Tests.Sandboxes.Pool.Schedules;

/// <summary>How a schedule went.</summary>
/// <param name="Seed">What it was drawn by.</param>
/// <param name="Breach">The first promise that was broken; null where none was.</param>
/// <param name="Answered">How many calls got a lease or a typed error.</param>
/// <param name="Leases">How many leases were handed over.</param>
/// <param name="Deaths">How many hosts and sandboxes died.</param>
/// <param name="MostRunning">How many sandboxes ran at once, at most.</param>
/// <param name="Trace">A hash of all that happened, in its order.</param>
internal sealed record ScheduleResult(int Seed, string? Breach, int Answered, int Leases, int Deaths, int MostRunning, string Trace);
