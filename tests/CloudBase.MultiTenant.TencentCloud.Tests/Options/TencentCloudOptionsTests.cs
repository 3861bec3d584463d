using CloudBase.MultiTenant.TencentCloud.Tests.TestDoubles;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Options;

public sealed class TencentCloudOptionsTests
{
    [Fact]
    public void Validate_EverythingWrong_NamesAllAtOnceWithValuesAndNoSecret()
    {
        ValidateOptionsResult result = new TencentCloudOptionsValidator(SettingPaths.InCode, _ => null).Validate(null, new TencentCloudOptions
        {
            SecretKey = new SecretString("canary-5512"),
            Region = "Shanghai!",
            Site = (TencentCloudSite)9,
            Language = "de-DE",
            Endpoint = new Uri("ftp://example.test"),
            GatewayEndpoint = new Uri("https://user:canary-9913@example.test/x"),
            AttemptTimeout = TimeSpan.FromMinutes(6),
            TotalTimeout = TimeSpan.FromSeconds(3),
            RetryDelay = TimeSpan.Zero,
            MaxRetries = 11,
            MaxResponseBytes = 5,
            RateLimitShare = 0,
            RateLimits = { ["CreateEnv"] = -1 },
            ClockLimit = TimeSpan.FromMinutes(6),
            IsolationPeriod = TimeSpan.FromDays(-1),
        });

        result.Failures.Should().HaveCount(15).And.OnlyContain(f => f.StartsWith("CBMT1005: TencentCloudOptions.") || f.StartsWith("CBMT1006: TencentCloudOptions.") || f.StartsWith("CBMT1007: TencentCloudOptions."));
        string all = string.Join("\n", result.Failures!);
        all.Should().ContainAll("SecretId is missing", "'Shanghai!'", "Site is 9", "de-DE", "ftp://example.test", "00:06:00", "RateLimits.CreateEnv is -1", "MaxRetries is 11", "MaxResponseBytes is 5")
            .And.NotContain("canary");
    }

    public static TheoryData<string, Action<TencentCloudOptions>> Contradictions => new()
    {
        { "SecretKey is missing, but the other half is there", o => o.SecretId = "AKIDexample" },
        { "SecretId is missing, but the other half is there", o => o.SecretKey = new SecretString("canary-5512") },
        { "TotalTimeout is 00:00:04", o => (o.AttemptTimeout, o.TotalTimeout, o.ConnectTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(4), TimeSpan.FromSeconds(1)) },
        { "ConnectTimeout is 00:00:06", o => (o.AttemptTimeout, o.ConnectTimeout) = (TimeSpan.FromSeconds(5), TimeSpan.FromSeconds(6)) },
        { "MaxRetryDelay is 00:00:01", o => (o.RetryDelay, o.MaxRetryDelay) = (TimeSpan.FromSeconds(2), TimeSpan.FromSeconds(1)) },
        { "ClockWarning is 00:03:00", o => (o.ClockWarning, o.ClockLimit) = (TimeSpan.FromMinutes(3), TimeSpan.FromMinutes(2)) },
        { "SecretId cannot be used", o => (o.SecretId, o.SecretKey) = ("EMULATOR-AKID0000000000000000000", new SecretString("EMULATOR-canary-5512")) },
    };

    [Theory]
    [MemberData(nameof(Contradictions))]
    public void Validate_TwoSettingsThatContradict_NamesOneProblemAndNoSecret(string says, Action<TencentCloudOptions> contradict)
    {
        bool hasKeys = !says.StartsWith("Secret", StringComparison.Ordinal);
        TencentCloudOptions options = new();
        contradict(options);

        ValidateOptionsResult result = new TencentCloudOptionsValidator(SettingPaths.InCode, _ => hasKeys ? "given" : null).Validate(null, options);

        result.Failures.Should().ContainSingle().Which.Should().Contain($"TencentCloudOptions.{says}").And.NotContain("canary");
    }

    [Fact]
    public void Validate_NoKeysAnywhere_NamesEverySource() =>
        new TencentCloudOptionsValidator(SettingPaths.InCode, _ => null).Validate(null, new TencentCloudOptions()).FailureMessage
            .Should().ContainAll("SecretId", "CredentialSource", "TENCENTCLOUD_SECRETID", "TENCENTCLOUD_SECRETKEY");

    [Fact]
    public void Validate_KeysInTheEnvironment_IsEnough() =>
        new TencentCloudOptionsValidator(SettingPaths.InCode, name => name.EndsWith("ID") ? "id" : "key").Validate(null, new TencentCloudOptions()).Succeeded.Should().BeTrue();

    [Fact]
    public async Task Keys_Rotated_TheNextCallUsesTheNewOnes()
    {
        var handler = new ScriptedHandler { Result = string.Empty };
        string id = "FIRST";
        using ClientHost host = new(handler, configure: o => o.CredentialSource = _ => new(new PlatformCredential(id, new SecretString(id + "key"))));

        await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);
        id = "SECOND";
        await host.Client.CallAsync(TcbActions.DescribeEnvLimit, EmptyRequest.Instance, null, CancellationToken.None);

        handler.Seen.Select(r => r.Authorization).Should().SatisfyRespectively(a => a.Should().Contain("FIRST/"), a => a.Should().Contain("SECOND/"));
    }

    [Theory]
    [InlineData(null, TencentCloudSite.Domestic, "https://tcb.tencentcloudapi.com/", "tcb.tencentcloudapi.com", "tcb")]
    [InlineData(null, TencentCloudSite.International, "https://tcb.intl.tencentcloudapi.com/", "tcb.intl.tencentcloudapi.com", "tcb")]
    [InlineData("http://127.0.0.1:4680", TencentCloudSite.Domestic, "http://127.0.0.1:4680/", "127.0.0.1:4680", "127")]
    [InlineData("http://localhost:5080/", TencentCloudSite.Domestic, "http://localhost:5080/", "localhost:5080", "localhost:5080")]
    [InlineData("https://tcb.internal.tencentcloudapi.com", TencentCloudSite.Domestic, "https://tcb.internal.tencentcloudapi.com/", "tcb.internal.tencentcloudapi.com", "tcb")]
    public void Endpoint_SiteOrOverride_DecidesAddressHostAndScope(string? endpoint, TencentCloudSite site, string address, string signedHost, string scope) =>
        ServiceEndpoint.For("tcb", new TencentCloudOptions { Endpoint = endpoint is null ? null : new Uri(endpoint), Site = site })
            .Should().BeEquivalentTo(new { Address = new Uri(address), Host = signedHost, Scope = scope });

    [Fact]
    public void Provisioning_LeftOpen_GetsThisCloudsDefaults()
    {
        using ClientHost host = new(new ScriptedHandler(), configure: o => o.Region = "ap-singapore");

        ProvisioningOptions provisioning = host.Services.GetRequiredService<IOptions<CloudBaseOptions>>().Value.Provisioning;

        provisioning.PackageId.Should().Be("baas_personal");
        provisioning.Resources.Should().Equal("flexdb", "storage", "function");
        provisioning.Region.Should().Be("ap-singapore");
    }

    [Fact]
    public void Region_OfTenantsElsewhereThanTheCallsGo_IsRefusedAtStart()
    {
        using ClientHost host = new(
            new ScriptedHandler(), configure: o => o.Region = "ap-singapore", services: s => s.Configure<CloudBaseOptions>(o => o.Provisioning.Region = "ap-shanghai"));

        FluentActions.Invoking(() => host.Services.GetRequiredService<IOptions<CloudBaseOptions>>().Value)
            .Should().Throw<OptionsValidationException>().WithMessage("*CBMT1007*Region is 'ap-shanghai'*Region is 'ap-singapore'*");
    }

    [Theory]
    [InlineData(null, null, true)]
    [InlineData("http://127.0.0.1:4680", null, false)]
    [InlineData("http://emulator:4680", null, true)]
    [InlineData("http://emulator:4680", false, false)]
    public void SpendsRealMoney_IsTakenForGrantedUnlessOnThisMachineOrSaid(string? endpoint, bool? said, bool expected)
    {
        using ClientHost host = new(new ScriptedHandler(), configure: o => (o.Endpoint, o.SpendsRealMoney) = (endpoint is null ? null : new Uri(endpoint), said));

        host.Services.GetRequiredService<CloudBase.MultiTenant.Ports.IEnvironmentCloud>().SpendsRealMoney.Should().Be(expected);
    }
}
