using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>Registers what this folder gives.</summary>
internal static class ProvisioningRegistration
{
    internal static IServiceCollection AddProvisioning(this IServiceCollection services) => services;
}
