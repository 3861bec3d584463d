namespace CloudBase.MultiTenant.TencentCloud.Sandboxes;

/// <summary>What opens one instance.</summary>
/// <param name="Access">Opens envd, and other ports where there is no <paramref name="Traffic"/>.</param>
/// <param name="Traffic">Opens other ports than envd's; null where one token opens all.</param>
/// <param name="RenewAt">When another is asked for.</param>
/// <param name="ExpiresAt">When it stops working.</param>
internal sealed record InstanceToken(SecretString Access, SecretString? Traffic, DateTimeOffset RenewAt, DateTimeOffset ExpiresAt);
