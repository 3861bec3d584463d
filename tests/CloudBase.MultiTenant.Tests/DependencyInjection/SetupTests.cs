using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Tests.DependencyInjection;

public sealed class SetupTests
{
    private const string NoCloud = "CBMT1101: No cloud is chosen: call UseTencentCloud(), or UseEmulator() to work offline.";
    private const string NoStore = "CBMT1103: No store is chosen: call UseSqliteStore(\"tenants.db\") or another durable store, or UseInMemoryStore() for tests.";
    private const string NoStrategy =
        "CBMT1105: No isolation strategy is added, so tenants could not be kept apart: call AddWhiteLabelIsolation() or AddCamSubAccountIsolation().";

    [Fact]
    public void Start_NothingChosen_SaysEveryMissingCallAtOnce() =>
        StartFailures(_ => { }).Should().BeEquivalentTo(NoCloud, NoStore, NoStrategy);

    [Fact]
    public void Start_OnlyTheStoreIsMissing_SaysWhichCall() =>
        StartFailures(b => b.UseCloud().AddIsolation()).Should().Equal(NoStore);

    [Fact]
    public void Resolve_StoreIsMissing_TypedErrorNamesTheCallAndEverythingElse()
    {
        using ServiceProvider provider = Build(b => b.UseCloud(), new() { ["CloudBase:Renewal:Policy"] = null });

        Action resolve = () => provider.GetRequiredService<IMultiTenantStore>();

        resolve.Should().Throw<CloudBaseSetupException>().Which.Problems.Should()
            .Contain(NoStore).And.Contain(NoStrategy).And.Contain(p => p.StartsWith("CBMT1005: CloudBase:Renewal:Policy is missing", StringComparison.Ordinal));
    }

    [Fact]
    public void Start_EverythingThere_Passes() =>
        StartFailures(b => b.UseCloud().UseStore().AddIsolation()).Should().BeEmpty();

    [Fact]
    public void Use_TheSameCallTwice_IsFine() =>
        StartFailures(b => b.UseCloud().UseCloud().UseStore().UseStore().AddIsolation()).Should().BeEmpty();

    [Fact]
    public void Use_TwoDifferentClouds_FailAtStart() =>
        StartFailures(b => b.UseCloud("UseTencentCloud()").UseCloud("UseEmulator()").UseStore().AddIsolation()).Should().Equal(
            "CBMT1102: Several clouds are chosen: UseTencentCloud() and UseEmulator(). A deployment has one: keep one of these calls.");

    [Fact]
    public void Use_TwoDifferentStores_FailAtStart() =>
        StartFailures(b => b.UseCloud().UseStore("UseSqliteStore()").UseInMemoryStore().AddIsolation()).Should().Equal(
            "CBMT1104: Several stores are chosen: UseSqliteStore() and UseInMemoryStore(). A deployment has one: keep one of these calls.");

    [Fact]
    public void Choose_WithinAnotherChoiceOfThePart_CountsAsTheOuterOne()
    {
        Action<ICloudBaseMultiTenantBuilder> nested = b => b.Choose(SetupPart.Cloud, "UseEmulator()", inner => inner.UseCloud("UseTencentCloud()"));

        StartFailures(b => { nested(b); b.UseStore().AddIsolation(); }).Should().BeEmpty();
        StartFailures(b => { b.UseCloud("UseTencentCloud()"); nested(b); b.UseStore().AddIsolation(); }).Should().ContainSingle().Which.Should().StartWith("CBMT1102: Several clouds");
        StartFailures(b => { nested(b); b.UseCloud("UseTencentCloud()"); b.UseStore().AddIsolation(); }).Should().ContainSingle().Which.Should().StartWith("CBMT1102: Several clouds");
    }

    [Fact]
    public void Start_TwoStrategiesWithoutDefault_NamesThem() =>
        StartFailures(b => b.UseCloud().UseStore().AddIsolation("Walls").AddIsolation("Fences")).Should().Equal(
            "CBMT1107: CloudBase:DefaultIsolation is missing, and 2 strategies are added: set it to one of Fences, Walls.");

    [Fact]
    public void Start_DefaultIsolationThatWasNotAdded_IsRefused() =>
        StartFailures(b => b.UseCloud().UseStore().AddIsolation("Walls").AddIsolation("Fences"), new() { ["CloudBase:DefaultIsolation"] = "walls" }).Should().Equal(
            "CBMT1107: CloudBase:DefaultIsolation is 'walls', which was not added: set it to one of Fences, Walls.");

    [Fact]
    public void Start_RealMoneyWithAStoreThatKeepsNothing_IsRefused() =>
        StartFailures(b => b.UseCloud(realMoney: true).UseInMemoryStore().AddIsolation(), new() { ["CloudBase:ManagementEnvironment"] = "m-1" }).Should().ContainSingle()
            .Which.Should().StartWith("CBMT1111: The store (UseInMemoryStore()) keeps nothing, and the cloud spends real money");

    [Fact]
    public void Start_RealMoneyWithoutManagementEnvironmentAndWithAShortWindow_IsRefused() =>
        StartFailures(b => b.UseCloud(realMoney: true).UseStore().AddIsolation(), new() { ["CloudBase:Provisioning:SignatureWindow"] = "00:04:59" }).Should()
            .HaveCount(2).And.Contain(p => p.StartsWith("CBMT1005: CloudBase:ManagementEnvironment is missing", StringComparison.Ordinal))
            .And.Contain(p => p.StartsWith("CBMT1007: CloudBase:Provisioning:SignatureWindow is 00:04:59", StringComparison.Ordinal));

    [Fact]
    public void Start_TwoAuditSinksOfOneName_AreRefused() =>
        StartFailures(b => b.UseCloud().UseStore().AddIsolation().AddAuditSink<FirstSink>().AddAuditSink<SecondSink>()).Should().Equal(
            "CBMT1110: 2 audit sinks are named 'same', under which their position is kept: give each a name of its own.");

    [Fact]
    public void AddAuditSink_Twice_IsThereOnce()
    {
        using ServiceProvider provider = Build(b => b.AddAuditSink<FirstSink>().AddAuditSink<FirstSink>());

        provider.GetServices<IAuditSink>().Should().ContainSingle();
    }

    [Fact]
    public void Start_BadOptionsAndBadWiring_AreSaidTogether() =>
        StartFailures(b => b.UseCloud().AddIsolation(), new() { ["CloudBase:DeploymentName"] = "?", ["CloudBase:Nonsense"] = "1" }).Should()
            .HaveCount(3).And.Contain(NoStore);

    [Fact]
    public void Add_Twice_RegistersOnceAndTheLaterOptionsWin()
    {
        ServiceCollection services = new();
        services.AddCloudBaseMultiTenant(Configuration([]).GetSection("CloudBase"));
        int count = CountOwn(services);
        services.AddCloudBaseMultiTenant(Configuration([]).GetSection("CloudBase"));
        CountOwn(services).Should().Be(count);
        services.AddCloudBaseMultiTenant(o => o.DeploymentName = "later");

        using ServiceProvider provider = services.BuildServiceProvider();
        provider.GetRequiredService<IOptions<CloudBaseOptions>>().Value.DeploymentName.Should().Be("later");
    }

    [Fact]
    public void Add_WithOptionsFromCode_NeedsNoConfiguration()
    {
        ServiceCollection services = new();
        services.AddCloudBaseMultiTenant(o =>
        {
            o.DeploymentName = "tests";
            o.Provisioning.PackageId = "small";
            o.Renewal.Policy = RenewalPolicy.None;
        }).UseCloud().UseStore().AddIsolation();

        using ServiceProvider provider = services.BuildServiceProvider();
        ((Action)(() => provider.GetRequiredService<IStartupValidator>().Validate())).Should().NotThrow();
    }

    [Fact]
    public void Build_WithAndWithoutParts_EveryServiceCanBeMadeWithoutCycles()
    {
        ServiceProviderOptions strict = new() { ValidateOnBuild = true, ValidateScopes = true };
        foreach (Action<ICloudBaseMultiTenantBuilder> parts in new Action<ICloudBaseMultiTenantBuilder>[]
        {
            _ => { },
            b => b.UseCloud().UseInMemoryStore().AddIsolation(),
        })
        {
            ServiceCollection services = new();
            parts(services.AddCloudBaseMultiTenant(Configuration([]).GetSection("CloudBase")));
            ((Action)(() => services.BuildServiceProvider(strict).Dispose())).Should().NotThrow();
        }
    }

    private static int CountOwn(ServiceCollection services) => services.Count(d => d.ToString().Contains("CloudBase", StringComparison.Ordinal));

    private static IReadOnlyList<string> StartFailures(Action<ICloudBaseMultiTenantBuilder> parts, Dictionary<string, string?>? settings = null)
    {
        using ServiceProvider provider = Build(parts, settings);
        try
        {
            provider.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (OptionsValidationException e)
        {
            return [.. e.Failures];
        }
        catch (AggregateException e)
        {
            return [.. e.InnerExceptions.Cast<OptionsValidationException>().SelectMany(o => o.Failures)];
        }
    }

    private static ServiceProvider Build(Action<ICloudBaseMultiTenantBuilder> parts, Dictionary<string, string?>? settings = null)
    {
        ServiceCollection services = new();
        parts(services.AddCloudBaseMultiTenant(Configuration(settings ?? []).GetSection("CloudBase")));
        return services.BuildServiceProvider();
    }

    private static IConfiguration Configuration(Dictionary<string, string?> settings) =>
        new ConfigurationBuilder().AddInMemoryCollection(Parts.ValidSettings).AddInMemoryCollection(settings).Build();

    private sealed class FirstSink : IAuditSink
    {
        public string Name => "same";

        public ValueTask WriteAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }

    private sealed class SecondSink : IAuditSink
    {
        public string Name => "same";

        public ValueTask WriteAsync(IReadOnlyList<AuditRecord> records, CancellationToken cancellationToken) => ValueTask.CompletedTask;
    }
}
