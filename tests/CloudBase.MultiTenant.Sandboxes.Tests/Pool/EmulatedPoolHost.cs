using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Pool;

/// <summary>One host of an <see cref="EmulatedPool"/>.</summary>
internal sealed class EmulatedPoolHost(IServiceProvider services)
{
    public ISandboxPool Pool => Get<ISandboxPool>();

    public T Get<T>()
        where T : notnull => services.GetRequiredService<T>();

    public Task<ISandboxLease> AcquireAsync(Tenant tenant, CancellationToken cancellationToken) => Pool.AcquireAsync(tenant.Id, SandboxRequest.FromPool("node"), cancellationToken);

    public Task<SandboxPoolStatus> StatusAsync(CancellationToken cancellationToken) => Pool.GetStatusAsync("node", cancellationToken);

    public Task RunAsync(CancellationToken cancellationToken) => Get<SandboxPoolKeeper>().RunOnceAsync(cancellationToken);
}
