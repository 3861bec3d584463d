namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>One order that the simulated cloud accepted, and billed.</summary>
/// <param name="Kind">create, renew, auto-renew or change-plan.</param>
/// <param name="Environment">What was bought.</param>
/// <param name="Alias">Its alias.</param>
/// <param name="SignedAt">The signature under which it was ordered.</param>
/// <param name="At">When it was accepted.</param>
public sealed record LedgerEntry(string Kind, EnvironmentId Environment, string Alias, DateTimeOffset SignedAt, DateTimeOffset At);
