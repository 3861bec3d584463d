using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Credentials;

/// <summary>Registers what this folder gives.</summary>
internal static class CredentialsRegistration
{
    internal static IServiceCollection AddCredentials(this IServiceCollection services) => services;
}
