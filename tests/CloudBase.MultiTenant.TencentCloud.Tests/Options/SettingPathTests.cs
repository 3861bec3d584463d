using CloudBase.MultiTenant.TencentCloud.Isolation;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.TencentCloud.Tests.Options;

/// <summary>A message names the place where the host gives the value, whatever the host calls its section.</summary>
public sealed class SettingPathTests
{
    private static readonly Dictionary<string, string?> s_wrong = new()
    {
        ["TencentCloud:Language"] = "de", ["WhiteLabel:FederationName"] = "b4d", ["CamSubAccount:MaxPolicies"] = "0", ["Credentials:MaxSlots"] = "9",
    };

    [Theory]
    [InlineData("Tenants", "Tenants:")]
    [InlineData("Platform:Tenants", "Platform:Tenants:")]
    [InlineData(null, "")]
    public void Failures_OfABoundSection_NameItsPath(string? section, string path)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder()
            .AddInMemoryCollection(s_wrong.ToDictionary(s => section is null ? s.Key : $"{section}:{s.Key}", s => s.Value)).Build();

        Failures(s => s.AddCloudBaseMultiTenant(section is null ? configuration : configuration.GetSection(section)))
            .Should().Contain(f => f.StartsWith($"CBMT1006: {path}TencentCloud:Language is 'de'"))
            .And.Contain(f => f.StartsWith($"CBMT1006: {path}WhiteLabel:FederationName is 'b4d'"))
            .And.Contain(f => f.StartsWith($"CBMT1006: {path}CamSubAccount:MaxPolicies is 0"))
            .And.Contain(f => f.StartsWith($"CBMT1006: {path}Credentials:MaxSlots is 9"))
            .And.NotContain(f => f.Contains("CloudBase:"));
    }

    [Fact]
    public void Failures_OfOptionsSetInCode_NameTheOption() =>
        Failures(s => s.AddCloudBaseMultiTenant(o => o.Credentials.MaxSlots = 9), o => o.Language = "de")
            .Should().Contain(f => f.StartsWith("CBMT1006: TencentCloudOptions.Language is 'de'"))
            .And.Contain(f => f.StartsWith("CBMT1006: CloudBaseOptions.Credentials.MaxSlots is 9"))
            .And.NotContain(f => f.Contains("CloudBase:"));

    [Fact]
    public void Failures_OfTwoSections_NameTheOneThatHasTheValue()
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["First:TencentCloud:Language"] = "de", ["Second:TencentCloud:MaxRetries"] = "99",
        }).Build();

        Failures(s =>
        {
            s.AddCloudBaseMultiTenant(configuration.GetSection("First"));
            return s.AddCloudBaseMultiTenant(configuration.GetSection("Second"));
        }).Should().Contain(f => f.Contains(" First:TencentCloud:Language is 'de'")).And.Contain(f => f.Contains(" Second:TencentCloud:MaxRetries is 99"));
    }

    private static string[] Failures(Func<IServiceCollection, ICloudBaseMultiTenantBuilder> add, Action<TencentCloudOptions>? configure = null)
    {
        ServiceCollection services = new();
        add(services).UseTencentCloud(configure).AddWhiteLabelIsolation().AddCamSubAccountIsolation();
        using ServiceProvider provider = services.BuildServiceProvider();
        return
        [
            .. Of<TencentCloudOptions>(provider), .. Of<WhiteLabelOptions>(provider), .. Of<CamSubAccountOptions>(provider), .. Of<CloudBaseOptions>(provider),
        ];
    }

    private static IEnumerable<string> Of<TOptions>(IServiceProvider provider)
        where TOptions : class
    {
        try
        {
            _ = provider.GetRequiredService<IOptions<TOptions>>().Value;
            return [];
        }
        catch (OptionsValidationException e)
        {
            return e.Failures;
        }
    }
}
