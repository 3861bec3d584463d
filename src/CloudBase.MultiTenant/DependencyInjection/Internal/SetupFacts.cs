using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.DependencyInjection;

/// <summary>What was put together; null where it is missing or could not be made.</summary>
internal sealed record SetupFacts(
    CloudBaseOptions Options,
    IEnvironmentCloud? Cloud,
    IMultiTenantStore? Store,
    IReadOnlyList<IIsolationStrategy> Strategies,
    IReadOnlyList<IAuditSink> AuditSinks,
    SetupRecord Record);
