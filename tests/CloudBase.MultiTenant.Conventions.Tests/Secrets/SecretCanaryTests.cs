using System.Text;
using System.Text.Json;
using CloudBase.MultiTenant.Conventions.Tests.Support;
using CloudBase.MultiTenant.Conventions.Tests.Telemetry;
using CloudBase.MultiTenant.Development;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.Envd;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Conventions.Tests.Secrets;

/// <summary>A secret is seen where it is revealed, and nowhere else: every secret of a full run is looked for in everything that the run gave off.</summary>
public sealed class SecretCanaryTests : IDisposable
{
    private const string Tenant = "tenant.whose.id.is.personal@example.com";

    private static readonly JsonSerializerOptions s_json = new() { WriteIndented = true };
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromMinutes(3));
    private readonly string _directory = Directory.CreateTempSubdirectory("cbmt-canary-").FullName;
    private readonly List<string> _secrets = [FullHost.PlatformKey, FullHost.SandboxKey];
    private readonly StringBuilder _seen = new();

    public void Dispose()
    {
        _patience.Dispose();
        Directory.Delete(_directory, recursive: true);
    }

    [Fact]
    public async Task FullRun_WithFailures_ShowsNoSecretAnywhere()
    {
        await using (FullHost host = await FullHost.StartAsync(_directory))
        {
            await LiveAsync(host, TenantId.Parse(Tenant), IsolationKind.CamSubAccount);
            await LiveAsync(host, TenantId.Parse("second"), IsolationKind.WhiteLabel);
            await FailAsync(host);
            await FindOrphanAsync(host);
            host.ReadGauges();
            await ReadStoreAsync(host);
            See(host);
            host.Logs.Lines.Should().NotBeEmpty();
            host.Traces.Should().Contain(t => t.StartsWith(CloudBaseTelemetry.Name, StringComparison.Ordinal));
            host.Tags.Where(t => t.Value.Contains(Tenant, StringComparison.Ordinal)).Select(t => $"{t.Instrument} {t.Tag}").ShouldBeNone();
            Approval.Verify(MetricsPage(host), "docs", "reference", "metrics.md");
            TelemetryPage.Differences(host).ShouldBeNone();
        }

        _secrets.Count.Should().BeGreaterThan(4, "the account's key, an API key of each tenant, a sub-account's key and its password were handed out");
        string seen = _seen.ToString();
        _secrets.SelectMany(Forms).Where(form => seen.Contains(form, StringComparison.Ordinal)).Select(Around(seen)).ShouldBeNone();
        Directory.GetFiles(_directory, "tenants.db*").SelectMany(file => _secrets.Where(s => File.ReadAllBytes(file).AsSpan().IndexOf(Encoding.UTF8.GetBytes(s)) >= 0).Select(_ => file))
            .ShouldBeNone();
    }

    [Fact]
    public async Task Calls_WithAKeyThatTheCloudRefuses_ShowNoSecretInTheError()
    {
        await using FullHost host = await FullHost.StartAsync(_directory, wrongKey: "another key than the client's");

        await SeeErrorAsync(async () => await host.Services.GetRequiredService<ITenantProvisioner>().EnsureAsync(TenantId.Parse(Tenant), TenantSpec.Default, _patience.Token));
        See(host);

        _seen.ToString().Should().Contain("AuthFailure").And.NotContain(FullHost.PlatformKey).And.NotContain(FullHost.PlatformKey[6..]);
    }

    private static Func<string, string> Around(string seen) => form =>
    {
        int at = seen.IndexOf(form, StringComparison.Ordinal);
        return seen[Math.Max(0, at - 200)..Math.Min(seen.Length, at + form.Length + 50)];
    };

    // A secret cut at its ends, or encoded, is a secret still.
    private static IEnumerable<string> Forms(string secret) =>
        [secret, secret[..(secret.Length * 3 / 4)], secret[(secret.Length / 4)..], Uri.EscapeDataString(secret), Convert.ToBase64String(Encoding.UTF8.GetBytes(secret)).TrimEnd('=')];

    private static string MetricsPage(FullHost host)
    {
        StringBuilder page = new("# Metrics\n\nEverything is published by the meter `CloudBase.MultiTenant`, and their names are constants of `CloudBaseMetrics`.\nNo tenant is named in a metric. Their tags are in [telemetry](telemetry.md#metrics). This page is checked against a running host by a test.\n\n| metric | kind | unit | what it says |\n|---|---|---|---|\n");
        foreach (System.Diagnostics.Metrics.Instrument instrument in host.Instruments.Values.OrderBy(i => i.Name, StringComparer.Ordinal))
        {
            page.Append($"| `{instrument.Name}` | {instrument.GetType().Name.Split('`')[0]} | {instrument.Unit} | {instrument.Description} |\n");
        }

        typeof(CloudBaseMetrics).GetFields().Select(f => (string)f.GetValue(null)!)
            .Should().BeEquivalentTo(host.Instruments.Keys, "every metric's name is a constant, and every constant a metric's name");
        return page.ToString();
    }

    private async Task LiveAsync(FullHost host, TenantId id, IsolationKind isolation)
    {
        ITenantProvisioner provisioner = host.Services.GetRequiredService<ITenantProvisioner>();
        ICredentialBroker broker = host.Services.GetRequiredService<ICredentialBroker>();
        See(await provisioner.EnsureAsync(id, new TenantSpec { Isolation = isolation }, _patience.Token));
        foreach (CredentialRequest request in new[] { CredentialRequest.ForMcp, CredentialRequest.ForAgent })
        {
            CredentialLease lease = await broker.GetAsync(id, request, _patience.Token);
            Keep(lease.Credential.Secret);
            Keep(lease.Credential.SessionToken);
            See(lease);
            See(lease.Credential);
            await broker.ReportRejectedAsync(lease, _patience.Token);
            lease = await broker.GetAsync(id, request, _patience.Token);
            Keep(lease.Credential.Secret);
            Keep(lease.Credential.SessionToken);
        }

        if (isolation == IsolationKind.CamSubAccount)
        {
            ICamSubAccounts accounts = host.Services.GetRequiredService<ICamSubAccounts>();
            CamAccessKey key = await accounts.GetAccessKeyAsync(id, _patience.Token);
            Keep(key.SecretKey);
            See(key);
            Keep(await accounts.TakeInitialPasswordAsync(id, _patience.Token));
            See(await accounts.GetSignInAsync(id, _patience.Token));
            See(await provisioner.RotateKeysAsync(id, RotateKeysOptions.Default, _patience.Token));
            Keep((await accounts.GetAccessKeyAsync(id, _patience.Token)).SecretKey);
        }

        await RenewAheadAsync(host, id);
        ISandboxLease sandbox = await host.Services.GetRequiredService<ISandboxPool>().AcquireAsync(id, SandboxRequest.FromPool("node"), _patience.Token);
        See(sandbox.Arrival);
        See(await provisioner.SuspendAsync(id, SuspendOptions.Default, _patience.Token));
        await UntilAsync(() => sandbox.LossReason is not null, host);
        See(await provisioner.ReactivateAsync(id, ReactivateOptions.Default, _patience.Token));
        await SeeErrorAsync(async () => await host.Services.GetRequiredService<ISandboxPool>().AcquireAsync(id, SandboxRequest.FromPool("empty"), _patience.Token));
        See(await broker.RevokeAsync(id, _patience.Token));
        See(await provisioner.DeprovisionAsync(id, DeprovisionOptions.Default, _patience.Token));
    }

    /// <summary>Lets seven tenths of an API key's life pass: it is renewed in the background while it is still handed out.</summary>
    private async Task RenewAheadAsync(FullHost host, TenantId id)
    {
        int before = host.Tags.Count(t => t.Instrument == CloudBaseMetrics.CredentialRefreshes);
        host.Clock.Advance(TimeSpan.FromHours(4) * 0.71);
        await host.Services.GetRequiredService<ICredentialBroker>().GetAsync(id, CredentialRequest.ForMcp, _patience.Token);
        while (host.Tags.Count(t => t.Instrument == CloudBaseMetrics.CredentialRefreshes) == before)
        {
            _patience.Token.ThrowIfCancellationRequested();
            await Task.Yield();
        }
    }

    /// <summary>Has a sandbox stopped that has the pool's labels and no row.</summary>
    private async Task FindOrphanAsync(FullHost host)
    {
        Dictionary<string, string> labels = new(host.PoolProvider.Sandboxes.Values.First().Start.Metadata) { ["cloudbase-member"] = "sbm-forgotten", ["cloudbase-pool"] = "node" };
        ISandbox orphan = await host.PoolProvider.StartAsync(new SandboxStart { StartId = "orphan-0001", Metadata = labels, Lifetime = TimeSpan.FromDays(1) }, _patience.Token);
        await UntilAsync(() => !host.PoolProvider.Sandboxes[orphan.Id].IsAlive && host.Tags.Any(t => t.Instrument == CloudBaseMetrics.SandboxOrphansStopped), host);
    }

    /// <summary>Lets seconds pass until it is so.</summary>
    private async Task UntilAsync(Func<bool> condition, FullHost host)
    {
        while (!condition())
        {
            host.Clock.Advance(TimeSpan.FromSeconds(1));
            await host.Services.GetRequiredService<SandboxPoolKeeper>().RunOnceAsync(_patience.Token);
        }
    }

    private async Task FailAsync(FullHost host)
    {
        ICredentialBroker broker = host.Services.GetRequiredService<ICredentialBroker>();
        ITenantProvisioner provisioner = host.Services.GetRequiredService<ITenantProvisioner>();
        CloudBaseEmulator emulator = await host.Services.GetRequiredService<DevelopmentEmulator>().StartAsync();
        await SeeErrorAsync(async () => await broker.GetAsync(TenantId.Parse(Tenant), CredentialRequest.ForMcp, _patience.Token));
        await SeeErrorAsync(async () => await broker.GetAsync(TenantId.Parse("nobody"), CredentialRequest.ForMcp, _patience.Token));
        ISandboxProvider sandboxes = host.Services.GetRequiredService<ISandboxProvider>();
        await SeeErrorAsync(async () => await sandboxes.StartAsync(new SandboxStart { StartId = "start-0001", Template = "no-such-template" }, _patience.Token));
        ISandbox sandbox = host.Services.GetRequiredService<EnvdSandboxFactory>().Create(sandboxes, new SilentEndpoint());
        await SeeErrorAsync(async () => await sandbox.Commands.RunAsync("true", cancellationToken: _patience.Token));
        emulator.Faults.Add(new FaultScript { Kind = FaultKind.Throttle, Service = "tcb", Action = "DescribeEnvLimit" });
        await host.Services.GetRequiredService<IEnvironmentCloud>().GetLimitsAsync(_patience.Token);
        await emulator.SetSoldOutAsync(true);

        // Of another period than the pool's environments, so that it is ordered.
        await SeeErrorAsync(async () => await provisioner.EnsureAsync(TenantId.Parse("third"), new TenantSpec { PeriodMonths = 3 }, _patience.Token));
        await SeeErrorAsync(async () => await provisioner.EnsureAsync(TenantId.Parse("fourth"), new TenantSpec { PackageId = "no such package" }, _patience.Token));
    }

    private async Task ReadStoreAsync(FullHost host)
    {
        IMultiTenantStore store = host.Services.GetRequiredService<IMultiTenantStore>();
        ITenantOperations operations = host.Services.GetRequiredService<ITenantOperations>();
        IReadOnlyList<AuditRecord> audit = await store.ReadAuditAsync(0, 10_000, _patience.Token);
        audit.Should().NotBeEmpty();
        See(audit);
        await foreach (TenantOperation operation in operations.ListAsync(new OperationQuery { IncludeFinal = true }, _patience.Token))
        {
            See(operation);
            See(await store.ReadJournalAsync(operation.Id, 0, _patience.Token));
            if (!operation.IsFinal)
            {
                // The tag's removal waits for the purge: there is nothing more to watch.
                continue;
            }

            await foreach (OperationEvent happened in operations.WatchAsync(operation.Id, 0, _patience.Token))
            {
                See(happened);
            }
        }
    }

    private void Keep(SecretString? secret)
    {
        if (secret is not null)
        {
            _secrets.Add(secret.Reveal());
        }
    }

    private void See(object? value) => _seen.AppendLine($"{value}").AppendLine(JsonSerializer.Serialize(value, s_json));

    private void See(FullHost host) =>
        _seen.AppendJoin('\n', host.Logs.Lines).AppendJoin('\n', host.Traces).AppendJoin('\n', host.Tags.Select(t => $"{t.Instrument} {t.Tag} {t.Value}"));

    private async Task SeeErrorAsync(Func<Task> act)
    {
        Exception error = (await act.Should().ThrowAsync<CloudBaseException>()).Which;
        _seen.AppendLine(error.ToString());
        foreach (System.Reflection.PropertyInfo property in error.GetType().GetProperties().Where(p => p.DeclaringType != typeof(Exception)))
        {
            See(property.GetValue(error));
        }
    }
}
