using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Tests.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.HealthChecks;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.Tests.HealthChecks;

/// <summary>A turn of the pump that does not end is no good health: what it waits for is named.</summary>
public sealed class PumpTurnHealthTests
{
    [Fact(Timeout = 30_000)]
    public async Task Pump_WhoseTurnDoesNotEnd_IsDegradedAndNamesWhatItWaitsFor()
    {
        CancellationToken cancellationToken = TestContext.Current.CancellationToken;
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 12, 0, 0, TimeSpan.Zero));
        ServiceCollection services = new();
        services.AddSingleton<TimeProvider>(time);
        var task = new HungTask();
        services.AddCloudBaseMultiTenant(new ConfigurationBuilder().AddInMemoryCollection(Parts.ValidSettings).Build().GetSection("CloudBase"))
            .UseCloud().AddIsolation().UseInMemoryStore();
        services.AddSingleton<IPumpTask>(task);
        services.AddHealthChecks().AddCloudBase();
        await using ServiceProvider provider = services.BuildServiceProvider();
        OperationPump pump = provider.GetRequiredService<OperationPump>();
        await pump.StartAsync(cancellationToken);
        await task.Begun.Task.WaitAsync(cancellationToken);
        time.Advance(TimeSpan.FromMinutes(4));
        (await CheckAsync()).Status.Should().Be(HealthStatus.Healthy, "a turn may take a while");

        time.Advance(TimeSpan.FromMinutes(2));

        HealthReportEntry entry = await CheckAsync();
        entry.Status.Should().Be(HealthStatus.Degraded);
        entry.Description.Should().Contain("it waits for the task that hangs");
        entry.Data.Should().Contain("waitsFor", "the task that hangs").And.Contain("turnSeconds", 360L);
        task.End.SetResult();
        while (pump.Turn is not null)
        {
            cancellationToken.ThrowIfCancellationRequested();
            await Task.Yield();
        }

        (await CheckAsync()).Status.Should().Be(HealthStatus.Healthy);
        await pump.StopAsync(cancellationToken);

        async Task<HealthReportEntry> CheckAsync() => (await provider.GetRequiredService<HealthCheckService>().CheckHealthAsync(
            c => c.Name == CloudBaseHealthChecks.Pump, cancellationToken)).Entries[CloudBaseHealthChecks.Pump];
    }

    private sealed class HungTask : IPumpTask
    {
        public TaskCompletionSource Begun { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public TaskCompletionSource End { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public string Name => "the task that hangs";

        public Task RunAsync(CancellationToken cancellationToken)
        {
            Begun.TrySetResult();
            return End.Task.WaitAsync(cancellationToken);
        }
    }
}
