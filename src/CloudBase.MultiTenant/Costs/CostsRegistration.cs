using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Costs;

/// <summary>Registers what this folder gives.</summary>
internal static class CostsRegistration
{
    internal static IServiceCollection AddCosts(this IServiceCollection services) => services;
}
