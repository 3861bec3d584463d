using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Options;

/// <summary>Settings as one text: read over the section, refused like the section, and silent about secrets.</summary>
public sealed class ConnectionStringTests
{
    [Fact]
    public void Read_EveryPart_WinsOverTheSectionAndLosesToCode()
    {
        TencentCloudOptions options = Read(
            "secretid = AKIDone ;SecretKey='se;cr=et';SessionToken=token;Region=ap-guangzhou;Site=International;Endpoint=http://127.0.0.1:4680;MaxRetries=7",
            new() { ["CloudBase:TencentCloud:Region"] = "ap-singapore", ["CloudBase:TencentCloud:RetryDelay"] = "00:00:02" },
            o => o.MaxRetries = 8);

        options.SecretId.Should().Be("AKIDone");
        options.SecretKey!.Reveal().Should().Be("se;cr=et");
        options.SessionToken!.Reveal().Should().Be("token");
        options.Region.Should().Be("ap-guangzhou");
        options.Site.Should().Be(TencentCloudSite.International);
        options.Endpoint.Should().Be(new Uri("http://127.0.0.1:4680"));
        options.RetryDelay.Should().Be(TimeSpan.FromSeconds(2), "the section says so, and the text does not");
        options.MaxRetries.Should().Be(8);
    }

    [Fact]
    public void Read_UnknownKeysAndBadValues_AreRefusedAllAtOnceWhereTheyStand()
    {
        Action read = () => Read(
            "SecretId=AKIDone;SecretKye=canary-1;Regoin=x;Site=Mars;Region=Shanghai!;AttemptTimeout=1;MaxRetries=99",
            new() { ["CloudBase:TencentCloud:SecretKey"] = "canary-2", ["CloudBase:TencentCloud:Language"] = "de" });

        string[] failures = [.. read.Should().Throw<OptionsValidationException>().Which.Failures];
        failures.Should().HaveCount(7)
            .And.Contain(f => f.StartsWith("CBMT1001: ConnectionString:secretkye is read by nothing: did you mean SecretKey?"))
            .And.Contain(f => f.StartsWith("CBMT1001: ConnectionString:regoin is read by nothing: did you mean Region?"))
            .And.Contain(f => f.StartsWith("CBMT1002: ConnectionString:site is 'Mars'"))
            .And.Contain(f => f.StartsWith("CBMT1002: ConnectionString:attempttimeout is '1'"))
            .And.Contain(f => f.StartsWith("CBMT1006: ConnectionString:Region is 'Shanghai!'"))
            .And.Contain(f => f.StartsWith("CBMT1006: ConnectionString:MaxRetries is 99"))
            .And.Contain(f => f.StartsWith("CBMT1006: CloudBase:TencentCloud:Language is 'de'"));
        string.Join('\n', failures).Should().NotContain("canary");
    }

    [Theory]
    [InlineData(null)]
    [InlineData("")]
    [InlineData("  ")]
    public void Use_WithoutAText_SaysWhatToGive(string? text)
    {
        Action use = () => Read(text, []);

        use.Should().Throw<ArgumentException>().WithMessage("The connection string is empty: give 'SecretId=...;SecretKey=...;Region=ap-shanghai'*ConnectionStrings:CloudBase*");
    }

    [Theory]
    [InlineData("canary")]
    [InlineData("SecretKey='canary")]
    [InlineData("SecretKey=\"canary;Region=ap-shanghai")]
    [InlineData("=canary")]
    public void Use_WithATextThatIsNone_IsRefusedWithoutShowingIt(string text)
    {
        Action use = () => Read(text, []);

        use.Should().Throw<ArgumentException>().WithMessage("The connection string cannot be read: write Key=Value*")
            .Which.ToString().Should().NotContain("canary");
    }

    [Fact]
    public void Use_Twice_TheLaterTextWins()
    {
        ServiceCollection services = new();
        services.AddCloudBaseMultiTenant(o => o.DeploymentName = "tests").UseTencentCloud("SecretId=a;SecretKey=b;Region=ap-one").UseTencentCloud("Region=ap-two");

        using ServiceProvider provider = services.BuildServiceProvider();
        TencentCloudOptions options = provider.GetRequiredService<IOptions<TencentCloudOptions>>().Value;
        (options.SecretId, options.Region).Should().Be(("a", "ap-two"));
    }

    private static TencentCloudOptions Read(string? text, Dictionary<string, string?> settings, Action<TencentCloudOptions>? configure = null)
    {
        ServiceCollection services = new();
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        services.AddCloudBaseMultiTenant(configuration.GetSection("CloudBase")).UseTencentCloud(text, configure);
        using ServiceProvider provider = services.BuildServiceProvider();
        return provider.GetRequiredService<IOptions<TencentCloudOptions>>().Value;
    }
}
