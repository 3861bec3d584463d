namespace QuickStart.Proof;

/// <summary>What an environment's gateway answered to a credential.</summary>
/// <param name="Tenant">Whose environment was called.</param>
/// <param name="Address">The address that was called.</param>
/// <param name="Status">The HTTP status.</param>
/// <param name="Accepted">Whether the credential opened the environment.</param>
/// <param name="AsExpected">Whether that is how it must be.</param>
internal sealed record GatewayAnswer(CloudBase.MultiTenant.TenantId Tenant, Uri Address, int Status, bool Accepted, bool AsExpected);
