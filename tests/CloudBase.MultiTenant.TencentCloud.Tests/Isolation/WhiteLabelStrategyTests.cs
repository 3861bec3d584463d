using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Stores;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using CloudBase.MultiTenant.TestKit;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Options;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

public sealed class WhiteLabelStrategyTests
{
    private static readonly EnvironmentId Own = PolicyWorld.Full.Id;
    private static readonly EnvironmentId Management = EnvironmentId.Parse(CamBench.Management);

    private readonly FakeTimeProvider _time = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
    private readonly FakeApiKeys _keys = new();
    private readonly EphemeralSecretProtector _protector = new();
    private readonly WhiteLabelOptions _options = new();
    private readonly CloudBaseOptions _deployment = new() { ManagementEnvironment = CamBench.Management };
    private readonly List<(string Policy, TimeSpan Lifetime)> _minted = [];
    private CallerKind _caller = CallerKind.Root;
    private Func<EnvironmentCredential, EnvironmentId, ProbeOutcome> _probe;

    public WhiteLabelStrategyTests() => _probe = (credential, at) =>
        at == credential.Environment && (credential.IsTemporaryKeys || _keys.Keys.ContainsKey(credential.Id)) ? ProbeOutcome.Reached : ProbeOutcome.Refused;

    [Theory]
    [InlineData("None")]
    [InlineData("LostBefore")]
    [InlineData("LostAfter")]
    [InlineData("CrashBefore")]
    [InlineData("CrashAfter")]
    public async Task Verify_FaultAtEveryCall_EndsProvenWithoutAKeyLeft(string faultName)
    {
        CamFault fault = Enum.Parse<CamFault>(faultName);
        for (int at = 1; at <= 4; at++)
        {
            _keys.Reset(at, fault);
            StepJournal journal = await VerifyAsync();

            _keys.Keys.Should().BeEmpty($"a fault at call {at} must leave no key");
            journal.Steps["verify.api-key"].Receipt!["neighbour"].Should().Be("refused");
            journal.Written.Should().NotContain(w => w.Contains("canary"));
        }
    }

    [Fact]
    public async Task Verify_NeighbourIsOpen_ParksAndTheUndoDeletesTheKey()
    {
        _probe = (_, _) => ProbeOutcome.Reached;
        var journal = new StepJournal(CamBench.NewTenant("t", "a"));

        Func<Task> act = () => VerifyAsync(journal);

        (await act.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("NotIsolated");
        StepJournal.Entry made = journal.Steps["verify.create-api-key.1"];
        await ((Compensation.Undo)made.Definition!.Compensation).Run(made.Receipt!, default);
        _keys.Keys.Should().BeEmpty();
    }

    [Fact]
    public async Task Verify_KeyRingLostBetweenRounds_ProvesWithANewKey()
    {
        int looks = 0;
        _probe = (_, at) => ++looks == 1 ? ProbeOutcome.Unclear : at == Own ? ProbeOutcome.Reached : ProbeOutcome.Refused;
        var journal = new StepJournal(CamBench.NewTenant("t", "a"));
        Func<Task> first = async () => await Strategy().VerifyAsync(Context(journal), default);
        await first.Should().ThrowAsync<WaitSignal>();
        StepJournal.Entry entry = journal.Steps["verify.create-api-key.1"];
        entry.Receipt = entry.Receipt!.With("key", "no longer readable");

        await VerifyAsync(journal);

        _keys.Keys.Should().BeEmpty();
        journal.Steps.Should().ContainKey("verify.create-api-key.2");
    }

    [Fact]
    public async Task Issue_TemporaryKeys_AreCutByTheLintedPolicyAndProvenOncePerPolicy()
    {
        _options.TemporaryKeys = true;
        int probes = 0;
        Func<EnvironmentCredential, EnvironmentId, ProbeOutcome> honest = _probe;
        _probe = (credential, at) =>
        {
            probes++;
            return honest(credential, at);
        };
        WhiteLabelStrategy strategy = Strategy();
        Tenant tenant = CamBench.NewTenant("t", "a");

        IssuedTemporaryKeys one = await strategy.IssueTemporaryKeysAsync(tenant, CredentialRequest.ForMcp, TimeSpan.FromMinutes(30), default);
        await strategy.IssueTemporaryKeysAsync(tenant, CredentialRequest.ForMcp, TimeSpan.FromMinutes(30), default);

        probes.Should().Be(2, "own and neighbour, once");
        one.PolicyHash.Should().Be(PolicyDocument.Parse(_minted[0].Policy).Hash);
        PolicyLinter.Lint(PolicyDocument.Parse(_minted[0].Policy), PolicyWorld.Scope).Should().BeEmpty();
        strategy.ChooseCredential(CredentialRequest.ForMcp).Should().Be(EnvironmentCredentialKind.TemporaryKeys);
    }

    [Theory]
    [InlineData(ProbeOutcome.Refused, ProbeOutcome.Refused)]
    [InlineData(ProbeOutcome.Unclear, ProbeOutcome.Refused)]
    [InlineData(ProbeOutcome.Reached, ProbeOutcome.Reached)]
    [InlineData(ProbeOutcome.Reached, ProbeOutcome.Unclear)]
    public async Task Issue_NotProven_GivesNothingAndNothingBroader(ProbeOutcome own, ProbeOutcome neighbour)
    {
        _options.TemporaryKeys = true;
        _probe = (_, at) => at == Own ? own : neighbour;

        Func<Task> act = async () => await Strategy().IssueTemporaryKeysAsync(
            CamBench.NewTenant("t", "a"), CredentialRequest.ForMcp, TimeSpan.FromMinutes(30), default);

        await act.Should().ThrowAsync<CredentialUnavailableException>();
        _minted.Should().ContainSingle().Which.Policy.Should().NotContain("\"action\":[\"*\"]");
    }

    [Theory]
    [InlineData(ProbeOutcome.Unclear, ProbeOutcome.Refused)]
    [InlineData(ProbeOutcome.Refused, ProbeOutcome.Refused)]
    [InlineData(ProbeOutcome.Reached, ProbeOutcome.Unclear)]
    public async Task Verify_TemporaryKeysNotProvenYet_AreTriedWithinThePatienceAndParkOnlyAfterIt(ProbeOutcome own, ProbeOutcome neighbour)
    {
        _options.TemporaryKeys = true;
        Func<EnvironmentCredential, EnvironmentId, ProbeOutcome> honest = _probe;
        DateTimeOffset since = _time.GetUtcNow();
        _probe = (_, at) => at == Own ? own : neighbour;
        var journal = new StepJournal(CamBench.NewTenant("t", "a"));
        _options.VerifyPatience = TimeSpan.FromSeconds(60);
        Func<Task> parks = () => VerifyAsync(journal);

        (await parks.Should().ThrowAsync<ParkSignal>()).Which.Problem.Code.Should().Be("TemporaryKeysRefused");

        (_time.GetUtcNow() - since).Should().Be(_options.VerifyPatience);
        journal.Resume(_time.GetUtcNow());
        int looks = 0;
        _probe = (credential, at) => ++looks < 5 ? at == Own ? own : neighbour : honest(credential, at);
        await VerifyAsync(journal);
        journal.Steps["verify.temporary-keys"].Receipt!.Find("policyHash").Should().NotBeNull();
    }

    [Theory]
    [InlineData("SubAccount", ProbeOutcome.Refused, ProbeOutcome.Refused)]
    [InlineData("Root", ProbeOutcome.Reached, ProbeOutcome.Reached)]
    [InlineData("Temporary", ProbeOutcome.Reached, ProbeOutcome.Refused)]
    public async Task Verify_TemporaryKeysThatTimeDoesNotMend_ParkAtOnce(string caller, ProbeOutcome own, ProbeOutcome neighbour)
    {
        _options.TemporaryKeys = true;
        _caller = Enum.Parse<CallerKind>(caller);
        _probe = (_, at) => at == Own ? own : neighbour;
        DateTimeOffset since = _time.GetUtcNow();
        Func<Task> act = () => VerifyAsync();

        await act.Should().ThrowAsync<ParkSignal>();

        _time.GetUtcNow().Should().Be(since);
    }

    [Theory]
    [InlineData("Root", 7200, true)]
    [InlineData("Root", 7201, false)]
    [InlineData("SubAccount", 129600, true)]
    [InlineData("SubAccount", 129601, false)]
    [InlineData("Temporary", 60, false)]
    public async Task Check_LifetimeOfTemporaryKeys_IsHeldToTheCallersLimitBeforeAnythingIsBought(string caller, int seconds, bool fits)
    {
        _options.TemporaryKeys = true;
        _caller = Enum.Parse<CallerKind>(caller);
        _deployment.Credentials.TemporaryKeyLifetime = TimeSpan.FromSeconds(seconds);

        Func<Task> act = async () => await Strategy().CheckAsync([], default);

        if (fits)
        {
            await act.Should().NotThrowAsync();
        }
        else
        {
            await act.Should().ThrowAsync<CloudInvalidRequestException>();
        }
    }

    [Fact]
    public async Task Check_NothingProtectsSecrets_IsSaidBeforeAnythingIsBought()
    {
        Func<Task> act = async () => await Strategy(new RefusingSecretProtector()).CheckAsync([], default);

        await act.Should().ThrowAsync<SecretProtectionException>();
    }

    private async Task<StepJournal> VerifyAsync(StepJournal? journal = null)
    {
        journal ??= new StepJournal(CamBench.NewTenant("t", "a"));
        for (int round = 0; round < 50; round++)
        {
            try
            {
                await Strategy().VerifyAsync(Context(journal), default);
                return journal;
            }
            catch (WaitSignal wait)
            {
                _time.Advance(wait.After);
            }
            catch (CrashException)
            {
                // Another host goes on.
            }
            catch (CloudCallException e) when (e.IsTransient)
            {
                _time.Advance(TimeSpan.FromSeconds(1));
            }
        }

        throw new InvalidOperationException("It did not end.");
    }

    private IsolationContext Context(StepJournal journal) => new()
    {
        Tenant = journal.Tenant, Environment = PolicyWorld.Full, ManagementEnvironment = Management, Binding = StepData.Empty, Steps = new StepBench(journal, _time),
    };

    private WhiteLabelStrategy Strategy(ISecretProtector? protector = null)
    {
        IEnvironmentCloud cloud = Substitute.For<IEnvironmentCloud>();
        cloud.FindAsync(default, default).ReturnsForAnyArgs(new ValueTask<CloudEnvironment?>(PolicyWorld.Full));
        IEnvironmentProbe probe = Substitute.For<IEnvironmentProbe>();
        probe.ProbeAsync(default!, default, default).ReturnsForAnyArgs(call => new ValueTask<ProbeOutcome>(_probe(call.Arg<EnvironmentCredential>(), call.Arg<EnvironmentId>())));
        IOptions<WhiteLabelOptions> options = Microsoft.Extensions.Options.Options.Create(_options);
        IOptions<CloudBaseOptions> deployment = Microsoft.Extensions.Options.Options.Create(_deployment);
        var issuer = new TemporaryKeyIssuer(
            new FakeTokens(this),
            new AccountIdentity(_ => new(new CallerIdentity(PolicyWorld.AccountUin, "qcs::cam::uin/1:uin/2", _caller)), _time),
            new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            probe, options, deployment, _time, NullLogger<TemporaryKeyIssuer>.Instance);
        return new WhiteLabelStrategy(
            issuer, cloud, _keys, probe, protector ?? _protector, new SeededRandomSource(3), new IsolationProof(_time, NullLogger<IsolationProof>.Instance),
            options, deployment, _time);
    }

    private sealed class FakeTokens(WhiteLabelStrategyTests test) : IFederationTokens
    {
        public ValueTask<MintedKeys> MintAsync(string name, string policy, TimeSpan lifetime, CancellationToken cancellationToken)
        {
            test._minted.Add((policy, lifetime));
            return new(new MintedKeys("id", new SecretString("canary-key"), new SecretString("canary-token"), test._time.GetUtcNow() + lifetime));
        }
    }

    private sealed class FakeApiKeys : IEnvironmentApiKeys
    {
        private int _calls;
        private int _at;
        private CamFault _fault;

        public Dictionary<string, string> Keys { get; } = [];

        public void Reset(int at, CamFault fault)
        {
            Keys.Clear();
            (_calls, _at, _fault) = (0, at, fault);
        }

        public ValueTask<IssuedApiKey> CreateAsync(EnvironmentId environment, string name, TimeSpan lifetime, CancellationToken cancellationToken) => Call(() =>
        {
            string id = $"key-{Keys.Count}-{_calls}";
            Keys[id] = name;
            return new IssuedApiKey(id, new SecretString("canary-api-key"), DateTimeOffset.MaxValue.AddDays(-1));
        });

        public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListAsync(EnvironmentId environment, CancellationToken cancellationToken) =>
            Call(() => (IReadOnlyList<EnvironmentApiKey>)[.. Keys.Select(k => new EnvironmentApiKey(k.Key, k.Value, null))]);

        public ValueTask<IReadOnlyList<EnvironmentApiKey>> ListPublishableAsync(EnvironmentId environment, CancellationToken cancellationToken) => new([]);

        public async ValueTask DeleteAsync(EnvironmentId environment, string keyId, CancellationToken cancellationToken) => await Call(() => Keys.Remove(keyId));

        private ValueTask<T> Call<T>(Func<T> call)
        {
            CamFault fault = ++_calls == _at ? _fault : CamFault.None;
            if (fault is CamFault.LostBefore or CamFault.CrashBefore)
            {
                throw Fault(fault);
            }

            T result = call();
            return fault is CamFault.LostAfter or CamFault.CrashAfter ? throw Fault(fault) : new(result);
        }

        private static Exception Fault(CamFault fault) => fault is CamFault.CrashBefore or CamFault.CrashAfter
            ? new CrashException()
            : new CloudUnavailableException("no answer", FakeCam.Details("any", "ClientError.NoAnswer", CloudEffect.Unknown, transient: true));
    }
}
