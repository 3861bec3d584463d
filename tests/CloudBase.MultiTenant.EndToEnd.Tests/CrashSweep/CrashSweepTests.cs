using CloudBase.MultiTenant.Emulator;

namespace CloudBase.MultiTenant.EndToEnd.Tests.CrashSweep;

/// <summary>A host on the real client and strategies that is never continued at its n-th await: another one ends where it would have ended.</summary>
public sealed class CrashSweepTests(ITestOutputHelper output)
{
    /// <summary>Chooses the gates of the sampled runs; another one can be given as CRASH_SWEEP_SEED.</summary>
    private static readonly int Seed = int.Parse(Environment.GetEnvironmentVariable("CRASH_SWEEP_SEED") ?? "1", System.Globalization.CultureInfo.InvariantCulture);

    public static TheoryData<string, string> Runs()
    {
        var data = new TheoryData<string, string>();
        foreach (string verb in CloudVerbs.All)
        {
            data.Add(verb, "CamSubAccount");
            data.Add(verb, "WhiteLabel");
        }

        return data;
    }

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Verb_CrashedAtEveryAwait_EndsAsIfNothingHadHappened(string verb, string isolation) =>
        new Sweep(verb, isolation, output).RunAsync();

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Verb_CrashedWhileListsLagAndDeliveryIsSlow_EndsAsIfNothingHadHappened(string verb, string isolation) =>
        new Sweep(verb, isolation, output) { ListLag = TimeSpan.FromSeconds(20), ReadyDelay = TimeSpan.FromSeconds(15) }.RunAsync(sample: 25, Seed);

    /// <summary>Templates and pools do not depend on how a tenant's permissions are cut, but for the claim, which does both ways.</summary>
    public static TheoryData<string, string> EnvironmentRuns()
    {
        var data = new TheoryData<string, string>();
        foreach (string verb in CloudVerbs.Environments)
        {
            data.Add(verb, "WhiteLabel");
        }

        data.Add("claim", "CamSubAccount");
        return data;
    }

    [Theory]
    [MemberData(nameof(EnvironmentRuns))]
    public Task Environment_CrashedAtEveryAwait_EndsAsIfNothingHadHappened(string verb, string isolation) =>
        new Sweep(verb, isolation, output).RunAsync();

    [Theory]
    [MemberData(nameof(EnvironmentRuns))]
    public Task Environment_CrashedWhileListsLagAndDeliveryIsSlow_EndsAsIfNothingHadHappened(string verb, string isolation) =>
        new Sweep(verb, isolation, output) { ListLag = TimeSpan.FromSeconds(20), ReadyDelay = TimeSpan.FromSeconds(15) }.RunAsync(sample: 25, Seed);

    [Theory]
    [InlineData("CamSubAccount")]
    [InlineData("WhiteLabel")]
    public Task Provision_CrashedWhileTheOrderLandsLate_BuysOnce(string isolation) =>
        new Sweep("provision", isolation, output)
        {
            ListLag = TimeSpan.FromSeconds(20),
            Disturb = static world => world.Emulator.Faults.Add(
                new FaultScript { Kind = FaultKind.LandsLate, Service = "tcb", Action = "CreateEnv", Delay = TimeSpan.FromMinutes(4) }),
        }.RunAsync(sample: 40, Seed);

    [Theory]
    [MemberData(nameof(Runs))]
    public Task Verb_OneOfTwoHostsAtWorkCrashes_EndsAsIfNothingHadHappened(string verb, string isolation) =>
        new Sweep(verb, isolation, output).RunTogetherAsync(sample: 20, Seed);
}
