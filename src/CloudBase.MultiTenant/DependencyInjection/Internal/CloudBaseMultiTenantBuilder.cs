using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.DependencyInjection;

internal sealed record CloudBaseMultiTenantBuilder(IServiceCollection Services) : ICloudBaseMultiTenantBuilder;
