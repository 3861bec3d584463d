using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Registers the journal, the step runner, the pump and what watches operations.</summary>
internal static class OperationsRegistration
{
    internal static IServiceCollection AddOperations(this IServiceCollection services)
    {
        services.TryAddSingleton<HostIdentity>();
        services.TryAddSingleton<PinnedPlace>();
        services.TryAddSingleton<StoreGate>();
        services.TryAddSingleton<OperationsMetrics>();
        services.TryAddSingleton<OperationNotifier>();
        services.TryAddSingleton<OperationClaims>();
        services.TryAddSingleton<OperationDriver>();
        services.TryAddSingleton<OperationDispatcher>();
        services.TryAddSingleton<OperationWaiter>();
        services.TryAddSingleton<OperationChanges>();
        services.TryAddSingleton<ITenantOperations, StoreTenantOperations>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPumpTask, AuditForwarder>());
        services.TryAddSingleton(p => new OperationPump(
            p.GetRequiredService<IEnvironmentCloud>(),
            p.GetRequiredService<StoreGate>(),
            p.GetRequiredService<OperationDispatcher>(),
            p.GetServices<IPumpTask>(),
            p.GetRequiredService<IOptions<CloudBaseOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<OperationPump>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, OperationPump>(p => p.GetRequiredService<OperationPump>()));
        return services;
    }
}
