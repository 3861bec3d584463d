using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud;

/// <summary>Puts the client together from a host's services.</summary>
internal static class ClientFactory
{
    public static TencentCloudClient Create(IServiceProvider provider, Func<string, string?> environmentVariable)
    {
        IOptionsMonitor<TencentCloudOptions> monitor = provider.GetRequiredService<IOptionsMonitor<TencentCloudOptions>>();
        TencentCloudOptions options = monitor.CurrentValue;
        TimeProvider timeProvider = provider.GetRequiredService<TimeProvider>();
        ILogger<TencentCloudClient> logger = provider.GetRequiredService<ILogger<TencentCloudClient>>();
        var clock = new CloudClockTracker(timeProvider, options, logger);
        var metrics = new ClientMetrics(provider.GetRequiredService<IMeterFactory>(), clock);
        var runner = new CallRunner(
            provider.GetRequiredService<ITencentCloudTransport>(),
            options,
            clock,
            new RateLimits(options, timeProvider),
            new RepeatPipeline(options, timeProvider, provider.GetRequiredService<IRandomSource>(), logger),
            metrics,
            timeProvider,
            logger);
        return new TencentCloudClient(options, new CredentialReader(monitor, environmentVariable), clock, runner, metrics, timeProvider);
    }
}
