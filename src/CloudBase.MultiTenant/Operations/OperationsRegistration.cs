using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Operations;

/// <summary>Registers what this folder gives.</summary>
internal static class OperationsRegistration
{
    internal static IServiceCollection AddOperations(this IServiceCollection services) => services;
}
