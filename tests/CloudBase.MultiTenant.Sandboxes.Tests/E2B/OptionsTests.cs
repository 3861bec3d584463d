using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.Sandboxes.E2B;
using CloudBase.MultiTenant.Sandboxes.Envd;
using CloudBase.MultiTenant.Sandboxes.Tests.TestDoubles;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Tests.E2B;

/// <summary>What options may be, where they come from, and what a host resolves.</summary>
public sealed class OptionsTests
{
    public static TheoryData<string, string> Wrong => new()
    {
        { "E2B:Domain", "http://e2b.app" },
        { "E2B:ApiUrl", "ftp://e2b.app" },
        { "E2B:ApiUrl", "http://api.e2b.app" },
        { "E2B:ApiUrl", "https://key@api.e2b.app" },
        { "E2B:SandboxUrl", "https://e2b.app/path" },
        { "E2B:PortUrl", "https://{id}.e2b.app" },
        { "E2B:DefaultLifetime", "00:00:00" },
        { "E2B:RequestTimeout", "01:00:00" },
        { "E2B:MaxRetries", "11" },
        { "E2B:MaxRetryDelay", "00:00:00" },
        { "E2B:SettleTimeout", "-00:00:01" },
        { "E2B:ApiVersion", "Third" },
        { "E2B:Domian", "e2b.app" },
        { "Envd:ConnectTimeout", "00:00:00" },
        { "Envd:RequestTimeout", "00:00:00" },
        { "Envd:StreamIdleTimeout", "00:00:00" },
        { "Envd:MaxMessageBytes", "1" },
    };

    [Theory]
    [MemberData(nameof(Wrong))]
    public void Options_WrongValue_IsRefusedWithItsPath(string path, string value)
    {
        using ServiceProvider services = Build(new() { ["E2B:ApiKey"] = "key", [path] = value });

        ((Action)(() => services.GetRequiredService<ISandboxProvider>())).Should().Throw<OptionsValidationException>()
            .WithMessage($"*CloudBase:Sandboxes:{path}*");
    }

    [Fact]
    public void Options_FromConfiguration_AreRead()
    {
        using ServiceProvider services = Build(new() { ["E2B:ApiKey"] = "key", ["E2B:Domain"] = "ap-guangzhou.tencentags.com", ["E2B:ApiVersion"] = "First", ["Envd:MaxMessageBytes"] = "100000" });

        E2BSandboxOptions options = services.GetRequiredService<IOptions<E2BSandboxOptions>>().Value;
        (options.ApiKey!.Reveal(), options.Domain, options.ApiVersion).Should().Be(("key", "ap-guangzhou.tencentags.com", E2BApiVersion.First));
        services.GetRequiredService<IOptions<EnvdOptions>>().Value.MaxMessageBytes.Should().Be(100_000);
    }

    [Fact]
    public void Key_Missing_IsRefusedUnlessTheEnvironmentOrAnOwnServiceGivesIt()
    {
        E2BSandboxOptions options = new();
        new E2BSandboxOptionsValidator(SettingPaths.InCode, _ => null).Validate(null, options).FailureMessage.Should().Contain("E2B_API_KEY");
        new E2BSandboxOptionsValidator(SettingPaths.InCode, name => name == "E2B_API_KEY" ? "key" : null).Validate(null, options).Succeeded.Should().BeTrue();
        options.ApiUrl = new Uri("http://cube.internal:3000");
        new E2BSandboxOptionsValidator(SettingPaths.InCode, _ => null).Validate(null, options).Succeeded.Should().BeTrue();
        options.ApiUrl = new Uri("http://10.0.0.7:3000");
        new E2BSandboxOptionsValidator(SettingPaths.InCode, _ => null).Validate(null, options).Succeeded.Should().BeTrue();
    }

    [Fact]
    public async Task Provider_OnceAdded_IsResolvedPlainlyAndByItsName()
    {
        await using ClientHost host = new(more: services => new FakeBuilder(services).AddE2BSandboxes());

        host.Services.GetServices<ISandboxProvider>().Should().ContainSingle();
        host.Services.GetRequiredKeyedService<ISandboxProvider>("e2b").Should().BeSameAs(host.Provider);
        (host.Provider.Name, host.Provider.Capabilities.HasFlag(SandboxCapabilities.NativeStartId)).Should().Be(("e2b", false));
    }

    private static ServiceProvider Build(Dictionary<string, string?> values)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(values.Select(v => KeyValuePair.Create("CloudBase:Sandboxes:" + v.Key, v.Value))).Build();
        ServiceCollection services = new();
        services.AddCloudBaseMultiTenant(configuration.GetSection("CloudBase")).AddE2BSandboxes();
        return services.BuildServiceProvider();
    }

    private sealed class FakeBuilder(IServiceCollection services) : ICloudBaseMultiTenantBuilder
    {
        public IServiceCollection Services => services;
    }
}
