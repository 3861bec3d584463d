using CloudBase.MultiTenant.EndToEnd.Tests.Hosting;
using CloudBase.MultiTenant.EndToEnd.Tests.Processes;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.EndToEnd.Tests.Broker;

/// <summary>Eight real processes on one SQLite file ask for the same credential that nobody has yet, a thousand times each.</summary>
public sealed class ColdKeyTests(ITestOutputHelper output) : IAsyncLifetime
{
    private const int Processes = 8;
    private const string Create = "CreateApiKey";

    private readonly TemporaryFolder _folder = new();
    private readonly List<BrokerChild> _children = [];
    private CloudBaseEmulator _emulator = null!;
    private CountingFront _front = null!;
    private EnvironmentId _environment;

    public async ValueTask InitializeAsync()
    {
        _emulator = await CloudBaseEmulator.StartAsync();
        _front = await CountingFront.StartAsync(_emulator);
        await using OneHost host = await OneHost.StartAsync(_folder, _emulator, new HostSettings { DeploymentName = BrokerProcess.Deployment });
        Tenant tenant = await host.Provisioner.EnsureAsync(BrokerProcess.Tenant, TenantSpec.Default);
        _environment = tenant.EnvironmentId!.Value;
        (await KeysAsync(host)).Should().BeEmpty("the key that provisioning verifies isolation with is deleted by then");
    }

    public async ValueTask DisposeAsync()
    {
        foreach (BrokerChild child in _children)
        {
            await child.DisposeAsync();
        }

        await _front.DisposeAsync();
        await _emulator.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task GetAsync_AThousandCallersInEachOfEightProcesses_MakesOneKey()
    {
        await StartAsync(Processes, claimDuration: new CredentialOptions().ClaimDuration);

        await Task.WhenAll(_children.Select(c => c.GoAsync()));
        BurstReport[] reports = await Task.WhenAll(_children.Select(c => c.ReportAsync()));

        await AssertOneKeyAsync(reports, Processes);
        _front.Count(Create).Should().Be(1, "one of {0} callers makes the key", Processes * BrokerProcess.Callers);
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task GetAsync_TheMakerIsKilledMidway_AnotherProcessTakesOverAndOneKeyIsLeft(bool afterTheCloudMadeIt)
    {
        // The claim of the one that dies ends soon; those of the others last, so that none of them takes over from one that only stands still for a while.
        await StartAsync(1, claimDuration: TimeSpan.FromSeconds(3));
        await StartAsync(2, claimDuration: new CredentialOptions().ClaimDuration);
        Task held = _front.HoldNext(Create, afterTheCloudMadeIt);
        await _children[0].GoAsync();
        await held.WaitAsync(TimeSpan.FromMinutes(1));
        await _children[0].KillAsync();

        BrokerChild[] others = [.. _children.Skip(1)];
        await Task.WhenAll(others.Select(c => c.GoAsync()));
        BurstReport[] reports = await Task.WhenAll(others.Select(c => c.ReportAsync()));

        await AssertOneKeyAsync(reports, others.Length);
        _front.Count(Create).Should().Be(afterTheCloudMadeIt ? 2 : 1, "the secret of a key whose answer was lost is gone with it: it is deleted, and another made");
    }

    private async Task StartAsync(int processes, TimeSpan claimDuration)
    {
        _children.AddRange(await Task.WhenAll(Enumerable.Range(0, processes).Select(
            _ => BrokerChild.StartAsync(_folder, _front.Endpoint, _emulator.ManagementEnvironmentId, claimDuration))));
        _front.Count(Create).Should().Be(0, "the key is cold");
    }

    private async Task AssertOneKeyAsync(BurstReport[] reports, int processes)
    {
        reports.SelectMany(r => r.Failures).Should().BeEmpty();
        reports.Sum(r => r.Answers).Should().Be(processes * BrokerProcess.Callers);
        string key = reports.SelectMany(r => r.Keys).Distinct(StringComparer.Ordinal).Should().ContainSingle("all callers share one key").Subject;

        await using OneHost host = await OneHost.StartAsync(_folder, _emulator, new HostSettings { DeploymentName = BrokerProcess.Deployment });
        EnvironmentApiKey only = (await KeysAsync(host)).Should().ContainSingle("the cloud has no other key of this environment").Subject;
        only.Name.Should().StartWith("cbmt-");
        key.Should().StartWith(only.KeyId + " ");
        BrokerProcess.Describe(await host.Broker.GetAsync(BrokerProcess.Tenant, CredentialRequest.ForMcp)).Should().Be(key);
        output.WriteLine($"{reports.Sum(r => r.Answers)} answers, {_front.Count(Create)} {Create}, all of the key {only.Name}.");
    }

    private ValueTask<IReadOnlyList<EnvironmentApiKey>> KeysAsync(OneHost host) =>
        host.Services.GetRequiredService<IEnvironmentApiKeys>().ListAsync(_environment, CancellationToken.None);
}
