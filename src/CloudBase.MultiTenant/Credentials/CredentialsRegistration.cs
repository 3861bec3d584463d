using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Diagnostics;
using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.DependencyInjection.Extensions;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Registers what this folder gives.</summary>
internal static class CredentialsRegistration
{
    internal static IServiceCollection AddCredentials(this IServiceCollection services)
    {
        services.TryAddSingleton(Create);
        services.TryAddSingleton<ICredentialBroker>(provider => provider.GetRequiredService<CredentialBroker>());
        services.TryAddSingleton<ITenantAccessMonitor>(provider => provider.GetRequiredService<CredentialBroker>());
        return services;
    }

    private static CredentialBroker Create(IServiceProvider provider)
    {
        CloudBaseOptions options = provider.GetRequiredService<IOptions<CloudBaseOptions>>().Value;
        IRandomSource random = provider.GetService<IRandomSource>() ?? new CryptographicRandomSource();
        return new CredentialBroker(new CredentialParts
        {
            Store = provider.GetRequiredService<IMultiTenantStore>(),
            OpenStore = async cancellationToken => await provider.GetRequiredService<StoreGate>().OpenAsync(cancellationToken).ConfigureAwait(false),
            ApiKeys = provider.GetRequiredService<IEnvironmentApiKeys>(),
            Strategies = [.. provider.GetServices<IIsolationStrategy>()],
            Protector = provider.GetRequiredService<ISecretProtector>(),
            Random = random,
            Time = provider.GetService<TimeProvider>() ?? TimeProvider.System,
            Options = options,
            Host = (provider.GetService<HostIdentity>() ?? new HostIdentity(Microsoft.Extensions.Options.Options.Create(options), random)).Name,
            Metrics = new CredentialMetrics(provider.GetService<IMeterFactory>()),
            Logger = provider.GetService<ILogger<CredentialBroker>>() ?? NullLogger<CredentialBroker>.Instance,
        });
    }
}
