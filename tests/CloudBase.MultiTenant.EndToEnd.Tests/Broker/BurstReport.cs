namespace CloudBase.MultiTenant.EndToEnd.Tests.Broker;

/// <summary>What one process got: its number of leases, the distinct keys among them (id and fingerprint), the distinct failures.</summary>
internal sealed record BurstReport(int Answers, string[] Keys, string[] Failures);
