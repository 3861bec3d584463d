using CloudBase.MultiTenant.TencentCloud.Sandboxes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Sandboxes.Tests.AgentSandbox;

public sealed class AgentSandboxOptionsTests
{
    [Theory]
    [InlineData("NONE")]
    [InlineData("PUBLIC")]
    [InlineData("DEFAULT")]
    [InlineData("token")]
    [InlineData("")]
    public void Validate_AnyOtherAuthentication_IsRefused(string mode) =>
        Problems(new AgentSandboxOptions { AuthMode = mode }).Should().ContainSingle().Which.Should().Contain($"AuthMode is '{mode}': give TOKEN");

    [Fact]
    public void Validate_EverythingWrong_SaysAllAtOnce()
    {
        AgentSandboxOptions options = new()
        {
            Domain = "https://x",
            DataPlaneUrl = new Uri("http://user:secret@127.0.0.1:4680/path"),
            TransitionTimeout = TimeSpan.Zero,
            PollInterval = TimeSpan.Zero,
            MaxPollInterval = TimeSpan.FromHours(1),
        };
        options.Tools.Add(new AgentSandboxTool { Name = "a b", Type = "", Network = (AgentSandboxNetwork)7, Ports = [0], Image = "x", DefaultLifetime = TimeSpan.FromSeconds(1), Description = new string('x', 201) });
        options.Tools.Add(new AgentSandboxTool { Name = "twice" });
        options.Tools.Add(new AgentSandboxTool { Name = "twice" });

        string[] problems = [.. Problems(options)];

        problems.Should().HaveCount(13).And.NotContain(p => p.Contains("secret", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("http://sandboxes.example.com", false)]
    [InlineData("http://sandboxes.example.com:4680", false)]
    [InlineData("https://sandboxes.example.com", true)]
    [InlineData("http://127.0.0.1:4680", true)]
    [InlineData("http://localhost:4680", true)]
    [InlineData("http://emulator:4680", true)]
    [InlineData("http://emulator.internal:4680", true)]
    public void Validate_DataPlaneInTheOpen_IsRefused(string address, bool taken) =>
        Problems(new AgentSandboxOptions { DataPlaneUrl = new Uri(address) }).Any(problem => problem.Contains("plain http to another network", StringComparison.Ordinal)).Should().Be(!taken);

    [Fact]
    public void Validate_TheDefaults_AreRight() => Problems(new AgentSandboxOptions()).Should().BeEmpty();

    [Fact]
    public void Configuration_OfTheSection_IsReadAndUnknownKeysAreRefused()
    {
        Read("AuthMode", "NONE").Should().Throw<OptionsValidationException>().WithMessage("*AuthMode is 'NONE'*");
        Read("AuthMod", "TOKEN").Should().Throw<OptionsValidationException>().WithMessage("*did you mean AuthMode*");
        Read("Domain", "internal.tencentags.com")().Domain.Should().Be("internal.tencentags.com");
    }

    private static Func<AgentSandboxOptions> Read(string key, string value)
    {
        IConfigurationRoot configuration = new ConfigurationBuilder().AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CloudBase:DeploymentName"] = "tests",
            [$"CloudBase:Sandboxes:AgentSandbox:{key}"] = value,
        }).Build();
        var services = new ServiceCollection();
        services.AddCloudBaseMultiTenant(configuration.GetSection("CloudBase")).UseTencentCloud().AddAgentSandboxes();
        return () => services.BuildServiceProvider().GetRequiredService<IOptions<AgentSandboxOptions>>().Value;
    }

    private static IEnumerable<string> Problems(AgentSandboxOptions options) => new AgentSandboxOptionsValidator(SettingPaths.InCode).Validate(null, options).Failures ?? [];
}
