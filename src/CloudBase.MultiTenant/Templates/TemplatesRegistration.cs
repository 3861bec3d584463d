using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Provisioning;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace CloudBase.MultiTenant.Templates;

/// <summary>Registers what gives environments their templates.</summary>
internal static class TemplatesRegistration
{
    internal static IServiceCollection AddTemplates(this IServiceCollection services)
    {
        services.TryAddSingleton<AddedTemplates>();
        services.TryAddSingleton<TemplateLibrary>();
        services.TryAddSingleton<TemplateModules>();
        services.TryAddSingleton<TemplateFilling>();
        services.TryAddSingleton<TemplateSteps>();
        services.TryAddSingleton<IEnvironmentPreparation, TemplatePreparation>();
        services.TryAddSingleton<TemplateUpgrader>();
        services.TryAddSingleton<IEnvironmentTemplates, StoreEnvironmentTemplates>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IOperationWorkflow, ApplyTemplateWorkflow>());
        return services;
    }
}
