using CloudBase.MultiTenant.Operations;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Clouds;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Logging;
using CloudBase.MultiTenant.Tests.Operations;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Tests.Provisioning;

/// <summary>Nothing wanted lapses behind an operation that is parked, and nothing is paid twice for that.</summary>
public sealed class BlockedRenewalTests : IDisposable
{
    private readonly CapturingLoggerProvider _logs = new();
    private readonly SimulatedWorld _world = new() { Configure = static o => o.Renewal.Policy = RenewalPolicy.Managed };

    [Fact]
    public async Task Scan_ChangeOfPlanParkedAsSoldOut_MakesWayAndTheTenantDoesNotLapse()
    {
        SimulatedHost host = await ParkedAsync("change-plan", "ModifyEnvPlan", CloudFault.SoldOut);
        TenantOperation parked = await LastAsync(OperationKind.ChangePlan);
        await PassAsync(host, TimeSpan.FromDays(20));
        (await LastAsync(OperationKind.ChangePlan)).State.Should().Be(OperationState.Parked, "it is in nobody's way yet");

        await PassAsync(host, TimeSpan.FromDays(20));

        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        (tenant.State, tenant.CurrentOperation, tenant.Spec.PackageId).Should().Be((TenantState.Active, null, "baas_personal"));
        tenant.PaidUntil.Should().BeAfter(_world.Time.GetUtcNow());
        _world.Cloud.Ledger.Select(l => l.Kind).Should().Equal("create", "renew");
        (await LastAsync(OperationKind.ChangePlan)).State.Should().Be(OperationState.Cancelled);
        (await JournalAsync(parked)).Should().Contain(e => e.Kind == JournalEntryKind.CancelRequested && e.Note!.Contains("renewed"));
        Events(1109).Should().ContainSingle();
    }

    [Fact]
    public async Task Scan_RenewalParkedForWantOfBalance_IsTriedAgainAndPaidOnceAfterTheTopUp()
    {
        SimulatedHost host = await ActiveAsync();
        _world.Cloud.Faults = static a => a == "RenewEnv" ? CloudFault.NoBalance : CloudFault.None;
        await PassAsync(host, TimeSpan.FromDays(29));
        (await LastAsync(OperationKind.Renew)).Problem!.Code.Should().NotBe(ProblemCodes.OrderNotFound);
        _world.Cloud.Faults = static _ => CloudFault.None;

        await PassAsync(host, TimeSpan.FromDays(11));

        (await host.Directory.GetAsync(Verbs.User)).PaidUntil.Should().BeAfter(_world.Time.GetUtcNow());
        _world.Cloud.Ledger.Where(l => l.Kind == "renew").Should().ContainSingle();
    }

    [Fact]
    public async Task Scan_ManyHostsAndARenewalThatStaysRefused_TryAboutOnceAnIntervalUntilItLapses()
    {
        SimulatedHost one = await ActiveAsync();
        SimulatedHost two = _world.NewHost("two");
        _world.Cloud.Faults = static a => a == "RenewEnv" ? CloudFault.NoBalance : CloudFault.None;
        DateTimeOffset paidUntil = (await one.Directory.GetAsync(Verbs.User)).PaidUntil!.Value;
        for (int hours = 0; hours < 40 * 24; hours++)
        {
            await PassAsync(one, TimeSpan.FromHours(1));
            await _world.RunToEndAsync(two);
        }

        int tries = _world.Cloud.Calls.Count(c => c == "RenewEnv");
        tries.Should().BeInRange(4 * 12, (4 * 24) + 2);
        (await JournalAsync(await LastAsync(OperationKind.Renew))).Where(e => e.Kind == JournalEntryKind.Resumed).Should().OnlyContain(e => e.At < paidUntil);
        Events(1107).Should().NotBeEmpty("a person has to know that it lapsed");
    }

    [Theory]
    [InlineData("renew", "RenewEnv")]
    [InlineData("change-plan", "ModifyEnvPlan")]
    public async Task Scan_PaymentWhoseOutcomeIsNotKnown_IsLeftToAPersonWhoIsCalled(string verb, string action)
    {
        int lost = 1;
        SimulatedHost host = await ActiveAsync();
        _world.Cloud.Faults = a => a == action && lost-- > 0 ? CloudFault.LostBefore : CloudFault.None;
        await Verbs.StartAsync(host, verb);
        await _world.RunToEndAsync(host);

        await PassAsync(host, TimeSpan.FromDays(29));

        TenantOperation parked = await LastAsync(verb == "renew" ? OperationKind.Renew : OperationKind.ChangePlan);
        (parked.State, parked.Problem!.Code).Should().Be((OperationState.Parked, ProblemCodes.OrderNotFound));
        _world.Cloud.Ledger.Should().ContainSingle("nobody consented to pay again");
        (await JournalAsync(parked)).Should().NotContain(e => e.Kind == JournalEntryKind.Resumed || e.Kind == JournalEntryKind.CancelRequested);
        string[] called = Events(1107);
        called.Should().HaveCountGreaterThan(12).And.OnlyContain(m => m.Contains($"ResumeAsync(\"{parked.Id}\")") && m.Contains("02/05/2026"));
    }

    [Fact]
    public async Task Scan_SomebodyRenewedInTheConsole_CancelsTheParkedRenewalAndPaysNothing()
    {
        SimulatedHost host = await ActiveAsync();
        _world.Cloud.Faults = static a => a == "RenewEnv" ? CloudFault.NoBalance : CloudFault.None;
        await PassAsync(host, TimeSpan.FromDays(28));
        _world.Cloud.Faults = static _ => CloudFault.None;
        FakeEnvironment environment = _world.Cloud.Environments.Single();
        environment.PaidUntil = environment.PaidUntil.AddMonths(1);

        await PassAsync(host, TimeSpan.FromDays(2));

        Tenant tenant = await host.Directory.GetAsync(Verbs.User);
        (tenant.CurrentOperation, tenant.PaidUntil).Should().Be((null, environment.PaidUntil));
        _world.Cloud.Ledger.Should().ContainSingle();
    }

    [Fact]
    public async Task Scan_RotationParkedHalfWay_IsNotUndoneByAMachine()
    {
        SimulatedHost host = await ActiveAsync();
        await Verbs.StartAsync(host, "rotate");
        TenantOperation rotation = await LastAsync(OperationKind.RotateKeys);
        LeasedOperation leased = (await host.Get<OperationClaims>().TryClaimAsync(rotation, default))!;
        var session = new OperationSession(_world.Store, _world.Time, TimeSpan.FromSeconds(30), "host", leased);
        session.Journal(JournalEntryKind.Intent, "key.create", 1);
        session.Journal(JournalEntryKind.Receipt, "key.create", 1);
        await session.CommitAsync(static o => o with { State = OperationState.Parked, Problem = new OperationProblem("key.delete", "Refused", "No.", "Ask."), Lease = null });

        await PassAsync(host, TimeSpan.FromDays(29));

        (await LastAsync(OperationKind.RotateKeys)).State.Should().Be(OperationState.Parked);
        Events(1107).Should().NotBeEmpty().And.OnlyContain(m => m.Contains($"RotateKeys {rotation.Id}"));
    }

    public void Dispose() => _world.LoggerFactory.Dispose();

    private async Task<SimulatedHost> ActiveAsync()
    {
        _world.LoggerFactory = LoggerFactory.Create(b => b.AddProvider(_logs));
        SimulatedHost host = _world.NewHost();
        await Verbs.StartAsync(host, "provision");
        await _world.RunToEndAsync(host);
        return host;
    }

    private async Task<SimulatedHost> ParkedAsync(string verb, string action, CloudFault fault)
    {
        SimulatedHost host = await ActiveAsync();
        _world.Cloud.Faults = a => a == action ? fault : CloudFault.None;
        await Verbs.StartAsync(host, verb);
        await _world.RunToEndAsync(host);
        _world.Cloud.Faults = static _ => CloudFault.None;
        return host;
    }

    private async Task PassAsync(SimulatedHost host, TimeSpan span)
    {
        for (DateTimeOffset until = _world.Time.GetUtcNow() + span; _world.Time.GetUtcNow() < until;)
        {
            _world.Time.Advance(TimeSpan.FromHours(1));
            _world.Cloud.Settle();
            await _world.RunToEndAsync(host);
        }
    }

    private async Task<TenantOperation> LastAsync(OperationKind kind) => (await _world.OperationsAsync()).Last(o => o.Kind == kind);

    private async Task<IReadOnlyList<JournalEntry>> JournalAsync(TenantOperation operation) => await _world.Store.ReadJournalAsync(operation.Id, 0, default);

    private string[] Events(int id) => [.. _logs.Lines.Where(l => l.Contains($"[{id}]", StringComparison.Ordinal))];
}
