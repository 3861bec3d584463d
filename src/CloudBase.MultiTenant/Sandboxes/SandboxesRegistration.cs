using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>Registers what this folder gives.</summary>
internal static class SandboxesRegistration
{
    internal static IServiceCollection AddSandboxTemplates(this IServiceCollection services)
    {
        services.TryAddSingleton<ISandboxTemplates, PreparedSandboxTemplates>();
        return services;
    }
}
