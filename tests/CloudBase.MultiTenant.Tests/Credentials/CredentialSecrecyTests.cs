using System.Diagnostics;
using System.Text.Json;
using CloudBase.MultiTenant.Credentials;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Credentials;

public sealed class CredentialSecrecyTests
{
    [Fact]
    public async Task EverythingTheBrokerSays_HasNoSecretInIt()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        var log = new Lines();
        bench.Logger = log;
        List<string> said = log.Said;
        using var listener = new ActivityListener
        {
            ShouldListenTo = source => source.Name == CloudBaseTelemetry.Name,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = a => log.Add(a.DisplayName + a.StatusDescription + string.Join(' ', a.TagObjects)),
        };
        ActivitySource.AddActivityListener(listener);
        CredentialBroker broker = bench.NewHost();
        CredentialLease lease = await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        log.Add(lease.ToString() + JsonSerializer.Serialize(lease));
        await broker.ReportRejectedAsync(lease);
        bench.Strategy.Choice = EnvironmentCredentialKind.TemporaryKeys;
        CredentialLease temporary = await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForAgent);
        log.Add(temporary.ToString() + JsonSerializer.Serialize(temporary));
        bench.Strategy.Issue = (_, _, _) => throw FakeApiKeys.Down();
        await CatchAsync(log, () => broker.GetAsync(BrokerBench.Id, new CredentialRequest { Scope = "other" }).AsTask());
        await broker.RevokeAsync(BrokerBench.Id);
        foreach (AuditRecord record in await bench.Store.ReadAuditAsync(0, 100, default))
        {
            log.Add(record.ToString());
        }

        said.Should().HaveCountGreaterThan(8);
        said.Should().NotContain(line => line.Contains(FakeApiKeys.SecretMark, StringComparison.Ordinal));
        lease.Credential.Secret.Reveal().Should().Contain(FakeApiKeys.SecretMark, "the canary is there to be found");
    }

    [Fact]
    public async Task GetAsync_Cached_AllocatesNothing()
    {
        using BrokerBench bench = await new BrokerBench().WithTenantAsync();
        CredentialBroker broker = bench.NewHost();
        for (int i = 0; i < 1000; i++)
        {
            await broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp);
        }

        long before = GC.GetAllocatedBytesForCurrentThread();
        bool isCached = true;
        for (int i = 0; i < 1000; i++)
        {
            isCached &= broker.GetAsync(BrokerBench.Id, CredentialRequest.ForMcp).IsCompletedSuccessfully;
        }

        (GC.GetAllocatedBytesForCurrentThread() - before).Should().Be(0);
        isCached.Should().BeTrue();
    }

    private static async Task CatchAsync(Lines log, Func<Task> work)
    {
        try
        {
            await work();
        }
        catch (CredentialUnavailableException e)
        {
            log.Add(e.ToString());
        }
    }

    private sealed class Lines : ILogger
    {
        public List<string> Said { get; } = [];

        public void Add(string line)
        {
            lock (Said)
            {
                Said.Add(line);
            }
        }

        public IDisposable? BeginScope<TState>(TState state)
            where TState : notnull => null;

        public bool IsEnabled(LogLevel logLevel) => true;

        public void Log<TState>(LogLevel logLevel, EventId eventId, TState state, Exception? exception, Func<TState, Exception?, string> formatter) =>
            Add($"{eventId.Id} {formatter(state, exception)} {exception}");
    }
}
