using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Operations;

/// <summary>An operation that this host owns, with what it must know to go on.</summary>
internal sealed record LeasedOperation(TenantOperation Operation, Tenant Tenant, IReadOnlyList<JournalEntry> Journal);
