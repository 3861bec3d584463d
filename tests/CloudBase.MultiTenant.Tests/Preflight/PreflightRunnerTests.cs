using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Tests.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using NSubstitute;
using NSubstitute.ExceptionExtensions;

namespace CloudBase.MultiTenant.Tests.Preflight;

public sealed class PreflightRunnerTests
{
    [Fact]
    public async Task Check_WithPartsMissing_SaysWhichInsteadOfThrowing()
    {
        await using ServiceProvider provider = Build(b => b.AddIsolation());

        PreflightReport report = await provider.GetRequiredService<IPreflight>().CheckAsync();

        report.Passed.Should().BeFalse();
        report.Findings.Should().HaveCount(2).And.OnlyContain(f => f.Name == "setup" && f.Status == PreflightStatus.Failed);
    }

    [Fact]
    public async Task Check_ThatThrows_IsAFailedFindingAndTheOthersGoOn()
    {
        PreflightReport report = await CheckAsync(
            new Check("broken", PreflightStage.Host, _ => throw new InvalidTimeZoneException("what broke")),
            new Check("fine", PreflightStage.Host, _ => PreflightFinding.Ok("fine", "It is.")));

        Find(report, "broken").Should().Match<PreflightFinding>(f => f.Status == PreflightStatus.Failed && f.What.Contains("what broke"));
        Find(report, "fine").Status.Should().Be(PreflightStatus.Ok);
    }

    [Fact]
    public async Task Check_OfTheAccountAfterAccessFailed_IsNotMade()
    {
        bool asked = false;
        PreflightReport report = await CheckAsync(
            new Check("rooms", PreflightStage.Account, _ => { asked = true; return PreflightFinding.Ok("rooms", "Many."); }),
            new Check("door", PreflightStage.Access, _ => PreflightFinding.Failed("door", "It is locked.", "Knock.")));

        asked.Should().BeFalse();
        Find(report, "rooms").Should().Match<PreflightFinding>(f => f.Status == PreflightStatus.NotChecked && f.What.Contains("'door'"));
    }

    [Fact]
    public async Task Check_OfTheAccountAfterTheHostFailed_IsStillMade()
    {
        PreflightReport report = await CheckAsync(
            new Check("disk", PreflightStage.Host, _ => PreflightFinding.Failed("disk", "It is full.", "Empty it.")),
            new Check("rooms", PreflightStage.Account, _ => PreflightFinding.Ok("rooms", "Many.")));

        Find(report, "rooms").Status.Should().Be(PreflightStatus.Ok);
    }

    [Fact]
    public async Task Check_NoRoomLeft_Fails()
    {
        await using ServiceProvider provider = Build(b => b.UseCloud().UseInMemoryStore().AddIsolation());
        IEnvironmentCloud cloud = provider.GetRequiredService<IEnvironmentCloud>();
        cloud.ReadClockAsync(default).ReturnsForAnyArgs(new CloudClock(DateTimeOffset.UnixEpoch, TimeSpan.FromMinutes(2)));
        cloud.GetLimitsAsync(default).ReturnsForAnyArgs(new EnvironmentLimits { MaxEnvironments = 3, CurrentEnvironments = 3 });

        PreflightReport report = await provider.GetRequiredService<IPreflight>().CheckAsync();

        Find(report, "limits").Should().Match<PreflightFinding>(f => f.Status == PreflightStatus.Failed && f.What.Contains("room for 0"));
        Find(report, "clock").Status.Should().Be(PreflightStatus.Warning);
        Find(report, "store").Status.Should().Be(PreflightStatus.Warning, "it forgets everything");
    }

    [Fact]
    public async Task Check_StoreAway_FailsAndNamesIt()
    {
        await using ServiceProvider provider = Build(b => b.UseCloud().UseStore().AddIsolation());
        provider.GetRequiredService<IMultiTenantStore>().OpenAsync(default!, default).ThrowsAsyncForAnyArgs(new StoreUnavailableException("the disk is gone"));

        PreflightReport report = await provider.GetRequiredService<IPreflight>().CheckAsync();

        Find(report, "store").Should().Match<PreflightFinding>(f => f.Status == PreflightStatus.Failed && f.What.Contains("the disk is gone"));
    }

    [Fact]
    public async Task Check_ProtectorThatReadsNothingBack_Fails()
    {
        ISecretProtector protector = Substitute.For<ISecretProtector>();
        protector.Protect(default!, default!).ReturnsForAnyArgs("sealed");
        await using ServiceProvider provider = Build(b => b.UseCloud().UseInMemoryStore().AddIsolation().Services.AddSingleton(protector));

        PreflightReport report = await provider.GetRequiredService<IPreflight>().CheckAsync();

        Find(report, "secrets").Status.Should().Be(PreflightStatus.Failed);
    }

    [Fact]
    public void Finding_WithLineBreaks_IsOneLine() =>
        PreflightFinding.Failed("a", "one\r\ntwo\nthree", "four").ToString().Should().Be("[failed] a: one two three four");

    private static PreflightFinding Find(PreflightReport report, string name) => report.Findings.Single(f => f.Name == name);

    private static async Task<PreflightReport> CheckAsync(params Check[] checks)
    {
        await using ServiceProvider provider = Build(b =>
        {
            b.UseCloud().UseStore().AddIsolation();
            foreach (Check check in checks)
            {
                b.Services.AddSingleton<IPreflightCheck>(check);
            }
        });
        IEnvironmentCloud cloud = provider.GetRequiredService<IEnvironmentCloud>();
        cloud.ReadClockAsync(default).ReturnsForAnyArgs(new CloudClock(DateTimeOffset.UnixEpoch, TimeSpan.Zero));
        return await provider.GetRequiredService<IPreflight>().CheckAsync();
    }

    private static ServiceProvider Build(Action<ICloudBaseMultiTenantBuilder> parts)
    {
        ServiceCollection services = new();
        parts(services.AddCloudBaseMultiTenant(new ConfigurationBuilder().AddInMemoryCollection(Parts.ValidSettings).Build().GetSection("CloudBase")));
        return services.BuildServiceProvider();
    }

    private sealed class Check(string name, PreflightStage stage, Func<CancellationToken, PreflightFinding> look) : IPreflightCheck
    {
        public string Name => name;

        public PreflightStage Stage => stage;

        public ValueTask<PreflightFinding> CheckAsync(CancellationToken cancellationToken) => new(look(cancellationToken));
    }
}
