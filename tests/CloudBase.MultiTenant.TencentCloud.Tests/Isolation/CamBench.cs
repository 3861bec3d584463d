using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TencentCloud.Gateway;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>One tenant, one identity service, and operations that go on after crashes until they are done.</summary>
internal sealed class CamBench
{
    public const string Management = "platform-000000";

    public CamBench(CamSubAccountOptions? options = null)
    {
        Options = options ?? new CamSubAccountOptions();
        Cam = new FakeCam(Time);
        Tenant = NewTenant("user-42@example.com", "aabcdefghijklmnopqrs");
    }

    public FakeTimeProvider Time { get; } = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));

    public CamSubAccountOptions Options { get; }

    public FakeCam Cam { get; }

    public EphemeralSecretProtector Protector { get; } = new();

    public CloudEnvironment Environment { get; } = PolicyWorld.Full;

    public Tenant Tenant { get; set; }

    /// <summary>What a probe answers, where it is not what the identity service's state says.</summary>
    public Func<string, EnvironmentId, ProbeOutcome?> Probe { get; set; } = (_, _) => null;

    public List<string> Written { get; } = [];

    public FakeCam.User? User => Cam.Users.GetValueOrDefault(SubAccount.NameOf(Tenant.Alias));

    public StepData Binding => Tenant.Isolation[0].Data;

    public static Tenant NewTenant(string id, string alias) => new()
    {
        Key = new TenantKey(CloudAccountName.Default, TenantId.Parse(id), EnvironmentName.Default, 1),
        Alias = EnvironmentAlias.Parse(alias),
        EnvironmentId = PolicyWorld.Full.Id,
        State = TenantState.Active,
        Spec = TenantSpec.Default,
        Marker = "marker2of3this4tenant",
        Isolation = [new IsolationBinding(IsolationKind.CamSubAccount, IsolationBindingState.Active, StepData.Empty)],
        CreatedAt = default,
        UpdatedAt = default,
    };

    public CamSubAccountStrategy Strategy(Func<int, CamFault>? faults = null)
    {
        return new CamSubAccountStrategy(
            new FaultyCam(Cam, faults ?? (_ => CamFault.None)),
            new AccountIdentity(_ => new(new CallerIdentity(PolicyWorld.AccountUin, "qcs::cam::uin/1:uin/1", CallerKind.Root)), Time),
            new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            new StateProbe(this),
            Protector,
            new SeededRandomSource(7),
            new IsolationProof(Time, NullLogger<IsolationProof>.Instance),
            Microsoft.Extensions.Options.Options.Create(Options),
            Time);
    }

    /// <summary>Runs one operation to its end, over waits and crashes; the tenant's binding is what it gave.</summary>
    public async Task<int> RunAsync(
        Func<CamSubAccountStrategy, IsolationContext, ValueTask<StepData>> flow, Func<int, CamFault>? faults = null, StepData? input = null, int resumes = 0)
    {
        var journal = new StepJournal(Tenant);
        CamSubAccountStrategy strategy = Strategy(faults);
        int rounds = 0;
        while (true)
        {
            (++rounds).Should().BeLessThan(200, "an operation must end");
            var context = new IsolationContext
            {
                Tenant = journal.Tenant,
                Environment = Environment,
                ManagementEnvironment = EnvironmentId.Parse(Management),
                Binding = journal.Tenant.Isolation[0].Data,
                Input = input ?? StepData.Empty,
                Steps = new StepBench(journal, Time),
            };
            try
            {
                StepData data = await flow(strategy, context);
                journal.Tenant = journal.Tenant with { Isolation = [journal.Tenant.Isolation[0] with { Data = data }] };
                journal.Written.Add(data.ToJson());
                return rounds;
            }
            catch (WaitSignal wait)
            {
                Time.Advance(wait.After);
            }
            catch (ParkSignal) when (resumes-- > 0)
            {
                Time.Advance(TimeSpan.FromHours(1));
                journal.Resume(Time.GetUtcNow());
            }
            catch (CloudCallException e) when (e.IsTransient)
            {
                Time.Advance(TimeSpan.FromSeconds(1));
            }
            catch (CrashException)
            {
                // Another host goes on with what was written.
            }
            finally
            {
                Written.AddRange(journal.Written);
                Tenant = journal.Tenant;
            }
        }
    }

    public async Task<int> PrepareAsync(Func<int, CamFault>? faults = null) => await RunAsync((s, c) => s.PrepareAsync(c, default), faults);

    /// <summary>Changes the binding as somebody else would have left it.</summary>
    public void Change(Func<StepData, StepData> change) => Tenant = Tenant with { Isolation = [Tenant.Isolation[0] with { Data = change(Binding) }] };

    public SecretString ReadKey()
    {
        Protector.TryUnprotect(Binding["key"], SubAccount.KeyPurpose(Environment.Id), out SecretString? key).Should().BeTrue();
        return key!;
    }

    /// <summary>What must be true of every active tenant, however it came to be.</summary>
    public void RequireWorkingAccount(int keys = 1)
    {
        Cam.Users.Should().ContainSingle();
        Cam.Policies.Should().ContainSingle();
        User!.Attached.Should().Equal(Cam.Policies.Values.Single().Id);
        User.Keys.Should().HaveCountLessThanOrEqualTo(keys);
        FakeCam.Key key = User.Keys.Single(k => k.Id == Binding["keyId"]);
        key.Active.Should().BeTrue();
        ReadKey().Reveal().Should().Be(key.Secret);
        PolicyDocument.Parse(Cam.Policies.Values.Single().Document).Hash.Should().Be(Binding["policyHash"]);
    }

    private ProbeOutcome Outcome(TencentCloudCredential credential, EnvironmentId environment)
    {
        if (Probe("own", environment) is { } said)
        {
            return said;
        }

        FakeCam.Key? key = User?.Keys.Find(k => k.Id == credential.SecretId && k.Secret == credential.SecretKey.Reveal());
        return key is { Active: true } && User!.Attached.Count > 0 && environment == Environment.Id ? ProbeOutcome.Reached : ProbeOutcome.Refused;
    }

    /// <summary>Answers as the identity service's state says.</summary>
    private sealed class StateProbe(CamBench bench) : ISignedProbe
    {
        public ValueTask<ProbeOutcome> ProbeAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken) =>
            new(bench.Outcome(credential, environment));

        public ValueTask<ProbeOutcome> ProbeDenialAsync(TencentCloudCredential credential, EnvironmentId environment, CancellationToken cancellationToken) =>
            new(bench.Probe("denial", environment) ?? ProbeOutcome.Refused);
    }
}
