using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Tests.DependencyInjection;

public sealed class DisposalTests
{
    [Fact]
    public async Task HostedServices_StoppedAfterTheirContainerIsGone_EndQuietly()
    {
        ServiceCollection services = new();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(Parts.ValidSettings).Build();
        services.AddCloudBaseMultiTenant(configuration.GetSection("CloudBase")).UseCloud().UseInMemoryStore().AddIsolation();
        ServiceProvider provider = services.BuildServiceProvider();
        IHostedService[] hosted = [.. provider.GetServices<IHostedService>()];
        foreach (IHostedService service in hosted)
        {
            await service.StartAsync(default);
        }

        await provider.DisposeAsync();

        foreach (IHostedService service in hosted)
        {
            Func<Task> stop = () => service.StopAsync(default);
            await stop.Should().NotThrowAsync("a test server's program disposes its host while the server stops it ({0})", service.GetType().Name);
        }
    }
}
