using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Isolation;
using CloudBase.MultiTenant.TencentCloud.Policies;
using CloudBase.MultiTenant.TencentCloud.Tests.Policies;
using CloudBase.MultiTenant.TestKit.Crash;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.Logging;
using Microsoft.Extensions.Logging.Abstractions;
using Microsoft.Extensions.Time.Testing;
using NSubstitute;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Isolation;

/// <summary>Temporary keys that are refused while that is waited out: said once, and seldom after that.</summary>
public sealed class TemporaryKeyRefusalTests
{
    [Fact]
    public async Task Refusal_TriedEveryTwoSeconds_IsLoggedOnceForEachEnvironmentAndSeldomAgain()
    {
        FakeTimeProvider time = new(new DateTimeOffset(2026, 11, 23, 0, 0, 0, TimeSpan.Zero));
        var logs = new CapturingLoggerProvider();
        using ILoggerFactory factory = LoggerFactory.Create(b => b.AddProvider(logs));
        IEnvironmentProbe probe = Substitute.For<IEnvironmentProbe>();
        probe.ProbeAsync(default!, default, default).ReturnsForAnyArgs(new ValueTask<ProbeOutcome>(ProbeOutcome.Refused));
        IFederationTokens tokens = Intercepted<IFederationTokens>.Wrap(null!, (_, _) => new ValueTask<MintedKeys>(
            new MintedKeys("id", new SecretString("key"), new SecretString("token"), time.GetUtcNow() + TimeSpan.FromHours(1))));
        var issuer = new TemporaryKeyIssuer(
            tokens,
            new AccountIdentity(_ => new(new CallerIdentity(PolicyWorld.AccountUin, "qcs::cam::uin/1:uin/2", CallerKind.Root)), time),
            new EnvironmentPolicyIssuer(new EnvironmentPolicyBuilder(), NullLogger<EnvironmentPolicyIssuer>.Instance),
            probe, Microsoft.Extensions.Options.Options.Create(new WhiteLabelOptions()), Microsoft.Extensions.Options.Options.Create(new CloudBaseOptions()), time,
            factory.CreateLogger<TemporaryKeyIssuer>());

        for (int i = 0; i < 60; i++)
        {
            await TryAsync(PolicyWorld.Full);
            time.Advance(IsolationProof.Interval);
        }

        Said().Should().Be(1, "two minutes of tries are one piece of news");
        await TryAsync(PolicyWorld.Full with { Id = EnvironmentId.Parse("another-1") });
        Said().Should().Be(2, "another environment is news");
        time.Advance(TemporaryKeyIssuer.SaidAgainAfter);
        await TryAsync(PolicyWorld.Full);
        Said().Should().Be(3, "it stays so, and that is said from time to time");

        async Task TryAsync(CloudEnvironment environment) =>
            (await issuer.TryIssueAsync(TenantId.Parse("t"), environment, TimeSpan.FromMinutes(15), default)).Doubt!.MayPass.Should().BeTrue();

        int Said() => logs.Lines.Count(l => l.Contains("[2125]", StringComparison.Ordinal));
    }
}
