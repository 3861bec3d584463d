using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Provisioning.Ordering;
using CloudBase.MultiTenant.Provisioning.Workflows;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Registers the verbs, their workflows and what looks after paid environments.</summary>
internal static class ProvisioningRegistration
{
    internal static IServiceCollection AddProvisioning(this IServiceCollection services)
    {
        services.TryAddSingleton<IsolationStrategies>();
        services.TryAddSingleton<SpecResolver>();
        services.TryAddSingleton<Admission>();
        services.TryAddSingleton<OperationStarter>();
        services.TryAddSingleton<TenantReservation>();
        services.TryAddSingleton<VerbOutcome>();
        services.TryAddSingleton<ITenantDirectory, StoreTenantDirectory>();
        services.TryAddSingleton<ITenantProvisioner, JournaledTenantProvisioner>();
        services.TryAddSingleton<OrderReconciler>();
        services.TryAddSingleton<OrderStep>();
        services.TryAddSingleton<EnvironmentReady>();
        services.TryAddSingleton<IsolationContexts>();
        services.TryAddSingleton<RenewalSwitch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IParkingGuard, RenewalSwitch>(p => p.GetRequiredService<RenewalSwitch>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, ProvisionWorkflow>());
        return services;
    }
}
