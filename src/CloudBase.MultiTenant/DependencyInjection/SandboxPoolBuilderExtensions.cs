using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Options;
using CloudBase.MultiTenant.Sandboxes.Pool;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds pools of sandboxes.</summary>
public static class SandboxPoolBuilderExtensions
{
    /// <summary>Adds a pool of sandboxes, with options from <c>CloudBase:Sandboxes:Pools:NAME</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="name">The pool's name: 1 to 40 of a-z, 0-9 and <c>-</c>. Its template has it, too.</param>
    /// <param name="configure">Sets options in code, after configuration; may be null.</param>
    /// <remarks>It needs a provider of sandboxes, such as AddAgentSandboxes() or AddE2BSandboxes() add. Resolve <see cref="ISandboxPool"/>.</remarks>
    public static ICloudBaseMultiTenantBuilder AddSandboxPool(this ICloudBaseMultiTenantBuilder builder, string name, Action<SandboxPoolOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        if (!SandboxPoolOptionsValidator.IsName(name))
        {
            throw new ArgumentException($"The pool's name '{name}' cannot be: give 1 to 40 of a-z, 0-9 and '-'.", nameof(name));
        }

        IServiceCollection services = builder.Services;
        ConfigurationTree tree = ConfigurationTree.Of(services);
        string path = SandboxPoolOptionsValidator.SectionOf(name);
        if (tree.TryAddPart(path, typeof(SandboxPoolOptions)))
        {
            NamedSectionBinding<SandboxPoolOptions> binding = new(tree, path, name);
            services.AddSingleton<IConfigureOptions<SandboxPoolOptions>>(binding);
            services.AddSingleton<IValidateOptions<SandboxPoolOptions>>(binding);
            services.AddSingleton<IBoundOptions>(p => new BoundNamedOptions<SandboxPoolOptions>(p.GetRequiredService<IOptionsMonitor<SandboxPoolOptions>>(), name));
            services.AddSingleton(new PoolName(name));
        }

        services.AddOptions<SandboxPoolOptions>(name).ValidateOnStart();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<SandboxPoolOptions>, SandboxPoolOptionsValidator>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<ITenantSandboxes, TenantSandboxes>());
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IHostedService, SandboxPoolKeeper>(p => p.GetRequiredService<SandboxPoolKeeper>()));
        if (configure is not null)
        {
            services.Configure(name, configure);
        }

        return builder;
    }
}
