using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Provisioning.Ordering;
using CloudBase.MultiTenant.Provisioning.Workflows;
using CloudBase.MultiTenant.Templates;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Registers the verbs, their workflows and what looks after paid environments.</summary>
internal static class ProvisioningRegistration
{
    internal static IServiceCollection AddProvisioning(this IServiceCollection services)
    {
        services.AddTemplates();
        services.TryAddSingleton<IsolationStrategies>();
        services.TryAddSingleton<SpecResolver>();
        services.TryAddSingleton<IsolationPlaces>();
        services.TryAddSingleton<Admission>();
        services.TryAddSingleton<OperationStarter>();
        services.TryAddSingleton<LaterOperations>();
        services.TryAddSingleton<TenantReservation>();
        services.TryAddSingleton<VerbOutcome>();
        services.TryAddSingleton<ITenantDirectory, StoreTenantDirectory>();
        services.TryAddSingleton<ITenantProvisioner, JournaledTenantProvisioner>();
        services.TryAddSingleton<OrderReconciler>();
        services.TryAddSingleton<OrderStep>();
        services.TryAddSingleton<EnvironmentReady>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IEnvironmentOffer, AllocationOffer>());
        services.TryAddSingleton<MarkerStep>();
        services.TryAddSingleton<AdoptionSteps>();
        services.TryAddSingleton<ObtainSteps>();
        services.TryAddSingleton<IsolationContexts>();
        services.TryAddSingleton<RenewalSwitch>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IParkingGuard, RenewalSwitch>(p => p.GetRequiredService<RenewalSwitch>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, ProvisionWorkflow>());
        services.TryAddSingleton<AccessSteps>();
        services.TryAddSingleton<PaidStep>();
        services.TryAddSingleton<DeletionBudget>();
        services.TryAddSingleton<IsolateStep>();
        services.TryAddSingleton<ClaimedMembers>();
        services.TryAddSingleton<EnvironmentKeys>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, SuspendWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, ReactivateWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, RotateKeysWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, ChangePlanWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, RenewWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, DeprovisionWorkflow>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, ReleaseMarkerWorkflow>());
        services.TryAddSingleton<ParkedRenewals>();
        services.TryAddSingleton<BlockedRenewals>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IPumpTask, RenewalScanner>());
        services.TryAddSingleton(p => new DuplicateFinder(
            p.GetRequiredService<IMultiTenantStore>(),
            p.GetRequiredService<IEnvironmentCloud>(),
            p.GetRequiredService<StoreGate>(),
            p.GetRequiredService<OperationsMetrics>(),
            p.GetRequiredService<HostIdentity>(),
            p.GetRequiredService<IOptions<CloudBaseOptions>>(),
            p.GetRequiredService<TimeProvider>(),
            p.GetRequiredService<ILogger<DuplicateFinder>>()));
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, DuplicateFinder>(p => p.GetRequiredService<DuplicateFinder>()));
        return services;
    }
}
