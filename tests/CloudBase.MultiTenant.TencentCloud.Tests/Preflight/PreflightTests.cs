using System.Reflection;
using System.Text.Json;
using System.Text.RegularExpressions;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TencentCloud.Preflight;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Http;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Preflight;

public sealed partial class PreflightTests
{
    private static readonly TencentCloudAction[] s_actions =
    [
        .. new[] { typeof(TcbActions), typeof(CamActions), typeof(StsActions), typeof(TagActions), typeof(BillingActions), typeof(LoginActions) }
            .SelectMany(t => t.GetProperties(BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static))
            .Select(p => p.GetValue(null)).OfType<TencentCloudAction>(),
    ];

    [Fact]
    public async Task Check_OnAGoodAccount_PassesAndFindsEverything()
    {
        await using World world = await World.StartAsync();

        PreflightReport report = await world.CheckAsync();

        report.Passed.Should().BeTrue("{0}", report);
        report.Findings.Select(f => f.Name).Should().BeEquivalentTo(
            "setup", "store", "secrets", "keys", "clock", "region", "limits", "offer", "management environment", "balance", "read rights", "other rights");
        report.Findings.Where(f => f.Status == PreflightStatus.NotChecked).Select(f => f.Name).Should().BeEquivalentTo("other rights");
        report.ToString().Should().NotContain(world.Emulator.SecretKey);
        report.ToString().Split('\n').Should().HaveCount(report.Findings.Count, "each finding is one line");
    }

    [Fact]
    public async Task Check_Always_SendsOnlyReads()
    {
        await using World world = await World.StartAsync();

        await world.CheckAsync();

        world.Cloud.Sent.Should().NotBeEmpty();
        world.Cloud.Sent.Distinct().Should().OnlyContain(name => s_actions.Single(a => a.Name == name).Safety == CallSafety.Safe);
        world.Emulator.Ledger.Should().BeEmpty();
        world.Emulator.GetState().Environments.Should().OnlyContain(e => e.Id == world.Emulator.ManagementEnvironmentId);
    }

    [Fact]
    public async Task Read_OfAnActionThatMayChangeSomething_IsNotSent()
    {
        await using World world = await World.StartAsync();
        TencentCloudClient client = world.Services.GetRequiredService<TencentCloudClient>();

        Func<Task> destroy = async () => await client.ReadAsync(TcbActions.DestroyEnv, new DestroyEnvRequest("x-1", null, null), CancellationToken.None);

        await destroy.Should().ThrowAsync<InvalidOperationException>();
        world.Cloud.Sent.Should().BeEmpty();
    }

    [Fact]
    public async Task Check_WithKeysThatAreRefused_FailsAtTheKeysAndTriesNothingBehind()
    {
        await using World world = await World.StartAsync(o => o.SecretKey = new SecretString("not-the-key"));

        PreflightReport report = await world.CheckAsync();

        report.Passed.Should().BeFalse();
        Find(report, "keys").Status.Should().Be(PreflightStatus.Failed);
        Find(report, "limits").Status.Should().Be(PreflightStatus.NotChecked);
        Find(report, "limits").What.Should().Contain("'keys' failed");
        world.Cloud.Sent.Distinct().Should().Equal("GetCallerIdentity");
        report.ToString().Should().NotContain("not-the-key");
    }

    [Fact]
    public async Task Check_WithARightMissing_NamesTheRight()
    {
        await using World world = await World.StartAsync();
        world.Cloud.Refused["DescribeBillingInfo"] = "AuthFailure.UnauthorizedOperation";
        world.Cloud.Refused["ListPolicies"] = "UnauthorizedOperation";

        PreflightFinding finding = Find(await world.CheckAsync(), "read rights");

        finding.Status.Should().Be(PreflightStatus.Failed);
        finding.What.Should().Contain("tcb:DescribeBillingInfo").And.Contain("cam:ListPolicies").And.NotContain("DescribeEnvs");
    }

    [Fact]
    public async Task Check_WithARegionThatIsNotOffered_FailsWithoutAskingThere()
    {
        await using World world = await World.StartAsync(o => o.Region = "mars-1");

        PreflightFinding finding = Find(await world.CheckAsync(), "region");

        finding.Status.Should().Be(PreflightStatus.Failed);
        finding.What.Should().Contain("mars-1");
    }

    [Theory]
    [InlineData(100, PreflightStatus.Ok, "100.00 CNY", "2 tenant(s)")]
    [InlineData(39.89, PreflightStatus.Warning, "39.89 CNY", "costs 39.90")]
    [InlineData(-3, PreflightStatus.Warning, "-3.00 CNY", "costs 39.90")]
    public async Task Check_Balance_IsHeldAgainstAMonthOfThePackage(double balance, PreflightStatus status, string what, string compared)
    {
        await using World world = await World.StartAsync(balance: (decimal)balance);

        PreflightFinding finding = Find(await world.CheckAsync(), "balance");

        finding.Status.Should().Be(status);
        finding.What.Should().Contain(what).And.Contain(compared);
    }

    [Fact]
    public async Task Check_BalanceMayNotBeRead_IsNotCheckedAndSaysWhichReadWasRefused()
    {
        await using World world = await World.StartAsync();
        world.Cloud.Refused["DescribeAccountBalance"] = "UnauthorizedOperation.CamNoAuth";

        PreflightReport report = await world.CheckAsync();

        report.Passed.Should().BeTrue();
        Find(report, "balance").Status.Should().Be(PreflightStatus.NotChecked);
        Find(report, "balance").What.Should().Contain("billing:DescribeAccountBalance").And.Contain("CamNoAuth");
    }

    [Fact]
    public async Task Check_BalanceOfAnInternationalAccount_IsHeldAgainstNothing()
    {
        await using World world = await World.StartAsync(o => o.Site = TencentCloudSite.International, balance: 1.5m);

        PreflightFinding finding = Find(await world.CheckAsync(), "balance");

        finding.Should().Be(PreflightFinding.Ok("balance", "1.50 can be spent."));
    }

    [Fact]
    public async Task Check_RootKeyWhereMoneyIsSpent_Warns()
    {
        await using World world = await World.StartAsync(o => o.SpendsRealMoney = true, durable: true);

        PreflightFinding finding = Find(await world.CheckAsync(), "keys");

        finding.Status.Should().Be(PreflightStatus.Warning);
        finding.WhatToDo.Should().Contain("docs/permissions.md");
    }

    [Fact]
    public async Task Rights_TriedAndNotTried_AreThoseThatThePageGrants()
    {
        await using World world = await World.StartAsync();
        PlatformRights rights = world.Services.GetRequiredService<PlatformRights>();

        IEnumerable<string> known = rights.Tried("m-1").Select(t => t.Action).Concat(rights.NotTried("m-1")).Append(StsActions.GetCallerIdentity)
            .Select(ReadRightsPreflight.Right);

        known.Should().BeEquivalentTo(GrantedByThePage());
        rights.NotTried(null).Should().Contain(TcbActions.DescribeApiKeyList, "without an environment to ask about it cannot be tried");
        rights.Tried(null).Concat(rights.Tried("m-1")).Should().OnlyContain(t => t.Action.Safety == CallSafety.Safe);
    }

    private static PreflightFinding Find(PreflightReport report, string name) => report.Findings.Single(f => f.Name == name);

    private static IEnumerable<string> GrantedByThePage()
    {
        DirectoryInfo folder = new(AppContext.BaseDirectory);
        while (!File.Exists(Path.Combine(folder.FullName, "docs", "permissions.md")))
        {
            folder = folder.Parent!;
        }

        string json = JsonBlock().Match(File.ReadAllText(Path.Combine(folder.FullName, "docs", "permissions.md"))).Groups[1].Value;
        return [.. JsonDocument.Parse(json).RootElement.GetProperty("statement").EnumerateArray()
            .SelectMany(s => s.GetProperty("action").EnumerateArray().Select(a => a.GetString()!))];
    }

    [GeneratedRegex("```json\n(.*?)```", RegexOptions.Singleline)]
    private static partial Regex JsonBlock();

    private sealed class World(CloudBaseEmulator emulator, WatchedCloud cloud, ServiceProvider services) : IAsyncDisposable
    {
        public CloudBaseEmulator Emulator => emulator;

        public WatchedCloud Cloud => cloud;

        public IServiceProvider Services => services;

        public static async Task<World> StartAsync(Action<TencentCloudOptions>? configure = null, bool durable = false, decimal? balance = null)
        {
            CloudBaseEmulatorOptions account = new() { Listen = false, NoLimits = true, Seed = 7 };
            account.Balance = balance ?? account.Balance;
            CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync(account);
            WatchedCloud cloud = new(emulator.CreateHandler());
            ServiceCollection services = new();
            ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(o =>
            {
                o.DeploymentName = "preflight";
                o.DefaultIsolation = IsolationKind.WhiteLabel.Name;
                o.ManagementEnvironment = emulator.ManagementEnvironmentId;
                o.Renewal.Policy = RenewalPolicy.None;
            }).UseTencentCloud(o =>
            {
                (o.Endpoint, o.SecretId, o.SecretKey) = (emulator.Endpoint, emulator.SecretId, new SecretString(emulator.SecretKey));
                (o.MaxRetries, o.SpendsRealMoney) = (0, false);
                configure?.Invoke(o);
            }).AddWhiteLabelIsolation().AddCamSubAccountIsolation().UseInMemoryStore();
            services.Configure<HttpClientFactoryOptions>(
                TencentCloudBuilderExtensions.TencentCloudHttpClientName, o => o.HttpMessageHandlerBuilderActions.Add(b => b.PrimaryHandler = cloud));
            if (durable)
            {
                IMultiTenantStore store = NSubstitute.Substitute.For<IMultiTenantStore>();
                NSubstitute.SubstituteExtensions.Returns(store.IsDurable, true);
                services.AddSingleton(store);
            }

            return new World(emulator, cloud, services.BuildServiceProvider(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        }

        public Task<PreflightReport> CheckAsync() => services.GetRequiredService<IPreflight>().CheckAsync();

        public async ValueTask DisposeAsync()
        {
            await services.DisposeAsync();
            cloud.Dispose();
            await emulator.DisposeAsync();
        }
    }
}
