using System.Diagnostics.CodeAnalysis;
using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection.Extensions;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds templates of environments.</summary>
public static class EnvironmentTemplateBuilderExtensions
{
    /// <summary>Adds a template from a file, so that <c>Provisioning:Template</c> and <see cref="TenantSpec.Template"/> can name it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="file">The path of a JSON file.</param>
    /// <exception cref="TemplateInvalidException">It breaks rules; the error names every one, with path, value and rule.</exception>
    public static ICloudBaseMultiTenantBuilder AddEnvironmentTemplate(this ICloudBaseMultiTenantBuilder builder, string file)
    {
        ArgumentException.ThrowIfNullOrWhiteSpace(file);
        return builder.AddEnvironmentTemplate(EnvironmentTemplate.Parse(File.ReadAllText(file)));
    }

    /// <summary>Adds a template, so that <c>Provisioning:Template</c> and <see cref="TenantSpec.Template"/> can name it.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="template">The template.</param>
    public static ICloudBaseMultiTenantBuilder AddEnvironmentTemplate(this ICloudBaseMultiTenantBuilder builder, EnvironmentTemplate template)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(template);
        builder.Services.AddSingleton(template);
        return builder;
    }

    /// <summary>Adds a source of values for placeholders <c>{{variables.NAME}}</c>. Several may be added; the first that has a value gives it.</summary>
    /// <typeparam name="TVariables">The source.</typeparam>
    /// <param name="builder">The builder.</param>
    public static ICloudBaseMultiTenantBuilder AddTemplateVariables<[DynamicallyAccessedMembers(DynamicallyAccessedMemberTypes.PublicConstructors)] TVariables>(
        this ICloudBaseMultiTenantBuilder builder)
        where TVariables : class, ITemplateVariables
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.Services.TryAddEnumerable(ServiceDescriptor.Singleton<ITemplateVariables, TVariables>());
        return builder;
    }
}
