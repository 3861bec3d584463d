namespace CloudBase.MultiTenant.Ports;

/// <summary>The cloud's time.</summary>
/// <param name="Now">The cloud's time now, as well as is known.</param>
/// <param name="Offset">How far it is ahead of this machine's; zero while nothing is known.</param>
public sealed record CloudClock(DateTimeOffset Now, TimeSpan Offset);
