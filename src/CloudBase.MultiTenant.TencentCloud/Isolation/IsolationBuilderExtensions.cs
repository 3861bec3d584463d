using CloudBase.MultiTenant;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Options;

namespace Microsoft.Extensions.DependencyInjection;

/// <summary>Adds isolation strategies on Tencent Cloud.</summary>
public static class IsolationBuilderExtensions
{
    /// <summary>Adds the strategy without cloud identities, with options from <c>CloudBase:WhiteLabel</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after configuration; may be null.</param>
    public static ICloudBaseMultiTenantBuilder AddWhiteLabelIsolation(this ICloudBaseMultiTenantBuilder builder, Action<WhiteLabelOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BindSection<WhiteLabelOptions>("WhiteLabel");
        IServiceCollection services = AddShared(builder, configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<WhiteLabelOptions>, WhiteLabelOptionsValidator>());
        services.TryAddSingleton<IFederationTokens, TencentFederationTokens>();
        services.TryAddSingleton<TemporaryKeyIssuer>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIsolationStrategy, WhiteLabelStrategy>());
        return builder;
    }

    /// <summary>Adds the strategy with a sub-account for each tenant, with options from <c>CloudBase:CamSubAccount</c>.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="configure">Sets options in code, after configuration; may be null.</param>
    /// <remarks>It also registers <see cref="ICamSubAccounts"/>, which hands out a sub-account's key and how to sign in.</remarks>
    public static ICloudBaseMultiTenantBuilder AddCamSubAccountIsolation(this ICloudBaseMultiTenantBuilder builder, Action<CamSubAccountOptions>? configure = null)
    {
        ArgumentNullException.ThrowIfNull(builder);
        builder.BindSection<CamSubAccountOptions>("CamSubAccount");
        IServiceCollection services = AddShared(builder, configure);
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IValidateOptions<CamSubAccountOptions>, CamSubAccountOptionsValidator>());
        services.TryAddSingleton<ICamDirectory, TencentCamDirectory>();
        services.TryAddEnumerable(ServiceDescriptor.Singleton<IIsolationStrategy, CamSubAccountStrategy>());
        services.TryAddSingleton<ICamSubAccounts, CamSubAccounts>();
        return builder;
    }

    /// <summary>Replaces the least-privilege policy of tenants' environments by another, which is linted before each use.</summary>
    /// <param name="builder">The builder.</param>
    /// <param name="policy">The policy, such as a <see cref="VendorEnvironmentPolicy"/> or a host's own.</param>
    public static ICloudBaseMultiTenantBuilder UseEnvironmentPolicy(this ICloudBaseMultiTenantBuilder builder, IEnvironmentPolicy policy)
    {
        ArgumentNullException.ThrowIfNull(builder);
        ArgumentNullException.ThrowIfNull(policy);
        builder.Services.Replace(ServiceDescriptor.Singleton(policy));
        return builder;
    }

    private static IServiceCollection AddShared<TOptions>(ICloudBaseMultiTenantBuilder builder, Action<TOptions>? configure)
        where TOptions : class
    {
        IServiceCollection services = builder.Services;
        if (configure is not null)
        {
            services.Configure(configure);
        }

        // The handlers' loggers are taken out: at Trace they would write the Authorization header.
        services.AddHttpClient(EnvironmentProbe.ClientName)
            .RemoveAllLoggers()
            .ConfigureHttpClient(client => client.Timeout = Timeout.InfiniteTimeSpan)
            .ConfigurePrimaryHttpMessageHandler(() => new SocketsHttpHandler
            {
                AllowAutoRedirect = false,
                UseCookies = false,
                ActivityHeadersPropagator = null,
            });
        services.TryAddSingleton<EnvironmentProbe>();
        services.TryAddSingleton<IEnvironmentProbe>(provider => provider.GetRequiredService<EnvironmentProbe>());
        services.TryAddSingleton<ISignedProbe>(provider => provider.GetRequiredService<EnvironmentProbe>());
        services.TryAddSingleton(provider =>
            new AccountIdentity(provider.GetRequiredService<CloudBase.MultiTenant.TencentCloud.TencentCloudClient>(), provider.GetRequiredService<TimeProvider>()));
        services.TryAddSingleton<IEnvironmentPolicy, EnvironmentPolicyBuilder>();
        services.TryAddSingleton<EnvironmentPolicyIssuer>();
        services.TryAddSingleton<IsolationProof>();
        return services;
    }
}
