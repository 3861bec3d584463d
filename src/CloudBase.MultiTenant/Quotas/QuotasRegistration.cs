using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Quotas;

/// <summary>Registers quotas.</summary>
internal static class QuotasRegistration
{
    internal static IServiceCollection AddQuotas(this IServiceCollection services)
    {
        services.TryAddSingleton<QuotaMemory>();
        services.TryAddSingleton<ITenantQuotas, StoredTenantQuotas>();
        return services;
    }
}
