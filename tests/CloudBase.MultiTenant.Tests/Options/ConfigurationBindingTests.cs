using CloudBase.MultiTenant.Tests.DependencyInjection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Tests.Options;

public sealed class ConfigurationBindingTests
{
    [Fact]
    public void Bind_EveryKindOfValue_ReachesItsOption()
    {
        CloudBaseOptions options = Bind(new()
        {
            ["CloudBase:HostName"] = "host-1",
            ["CloudBase:provisioning:resources:0"] = "flexdb",
            ["CloudBase:Provisioning:Resources:1"] = "storage",
            ["CloudBase:Provisioning:PeriodMonths"] = "12",
            ["CloudBase:Provisioning:TagTenantId"] = "TRUE",
            ["CloudBase:Provisioning:PollMax"] = "00:00:07.5",
            ["CloudBase:Provisioning:PollJitter"] = "0.25",
            ["CloudBase:Provisioning:OnUnresolvedCreate"] = "createagain",
            ["CloudBase:Provisioning:SuspendedRequestsPerSecond"] = "3",
            ["CloudBase:Operations:LeaseDuration"] = "00:01:00",
            ["CloudBase:Renewal:Policy"] = "Managed",
            ["CloudBase:Credentials:MaxSlots"] = "2",
            ["CloudBase:Costs:TenantPackageId"] = "big",
        });

        options.HostName.Should().Be("host-1");
        options.Provisioning.Resources.Should().Equal("flexdb", "storage");
        options.Provisioning.PeriodMonths.Should().Be(12);
        options.Provisioning.TagTenantId.Should().BeTrue();
        options.Provisioning.PollMax.Should().Be(TimeSpan.FromSeconds(7.5));
        options.Provisioning.PollJitter.Should().Be(0.25);
        options.Provisioning.OnUnresolvedCreate.Should().Be(UnresolvedCreate.CreateAgain);
        options.Provisioning.SuspendedRequestsPerSecond.Should().Be(3);
        options.Operations.LeaseDuration.Should().Be(TimeSpan.FromMinutes(1));
        options.Renewal.Policy.Should().Be(RenewalPolicy.Managed);
        options.Credentials.MaxSlots.Should().Be(2);
        options.Costs.TenantPackageId.Should().Be("big");
    }

    [Fact]
    public void Bind_UnknownKeysAtEveryDepth_AreAllRefusedAtOnceWithTheClosestName()
    {
        IReadOnlyList<string> problems = Refused(new()
        {
            ["CloudBase:DeploymentNam"] = "x",
            ["CloudBase:Provisionning:PollMin"] = "00:00:01",
            ["CloudBase:Provisioning:PolMax"] = "00:00:10",
            ["CloudBase:Credentials:Zebra"] = "1",
        });

        problems.Should().HaveCount(4);
        problems.Should().Contain(p => p.StartsWith("CBMT1001: CloudBase:DeploymentNam is read by nothing: did you mean DeploymentName?", StringComparison.Ordinal));
        problems.Should().Contain(p => p.StartsWith("CBMT1001: CloudBase:Provisionning is read by nothing: did you mean Provisioning?", StringComparison.Ordinal));
        problems.Should().Contain("CBMT1001: CloudBase:Provisioning:PolMax is read by nothing: did you mean PollMax?");
        problems.Should().Contain(p => p.StartsWith("CBMT1001: CloudBase:Credentials:Zebra is read by nothing: known here: ApiKeyLifetime, ", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("Provisioning:PollMin", "soon", "time span")]
    [InlineData("Provisioning:PollMin", "10", "time span")]
    [InlineData("Provisioning:PeriodMonths", "1.5", "whole number")]
    [InlineData("Provisioning:PeriodMonths", "99999999999", "whole number")]
    [InlineData("Provisioning:PollJitter", "NaN", "number")]
    [InlineData("Provisioning:TagTenantId", "yes", "true or false")]
    [InlineData("Renewal:Policy", "Sometimes", "Auto, Managed, None")]
    [InlineData("Renewal:Policy", "2", "Auto, Managed, None")]
    public void Bind_ValueThatCannotBeRead_IsRefusedWithValueAndHint(string path, string value, string hint)
    {
        IReadOnlyList<string> problems = Refused(new() { [$"CloudBase:{path}"] = value });

        problems.Should().Contain(p => p.StartsWith($"CBMT1002: CloudBase:{path} is '{value}', which cannot be read", StringComparison.Ordinal) && p.Contains(hint));
    }

    [Fact]
    public void Bind_SectionGivenAsValueAndValueGivenAsSection_AreRefused()
    {
        IReadOnlyList<string> problems = Refused(new()
        {
            ["CloudBase:Operations"] = "fast",
            ["CloudBase:HostName:First"] = "a",
            ["CloudBase:Provisioning:Resources"] = "flexdb,storage",
        });

        problems.Should().Contain("CBMT1003: CloudBase:Operations has a value of its own, but is a section: give the options below it.");
        problems.Should().Contain("CBMT1003: CloudBase:HostName takes one value (text), but has parts: First.");
        problems.Should().Contain("CBMT1003: CloudBase:Provisioning:Resources takes several values, but has one: write it as a list or as named parts.");
    }

    [Fact]
    public void BindSection_PartOfAnotherPackage_IsBoundAndItsUnknownKeysAreRefusedTogether()
    {
        Dictionary<string, string?> settings = new(Parts.ValidSettings)
        {
            ["CloudBase:Acme:Region"] = "moon",
            ["CloudBase:Acme:Retry:Count"] = "4",
            ["CloudBase:Acme:Rates:CreateEnv"] = "2.5",
        };
        Build(settings).GetRequiredService<IOptions<AcmeOptions>>().Value.Region.Should().Be("moon");
        Build(settings).GetRequiredService<IOptions<AcmeOptions>>().Value.Rates["CreateEnv"].Should().Be(2.5);
        Build(settings).GetRequiredService<IOptions<AcmeRetryOptions>>().Value.Count.Should().Be(4);

        settings["CloudBase:Acme:SecretKye"] = "hunter2";
        settings["CloudBase:Acme:ApiKeyAge"] = "hunter2";
        settings["CloudBase:Acme:OnCall"] = "hunter2";
        Action read = () => _ = Build(settings).GetRequiredService<IOptions<AcmeOptions>>().Value;

        string[] failures = [.. read.Should().Throw<OptionsValidationException>().Which.Failures];
        failures.Should().HaveCount(3);
        failures.Should().Contain("CBMT1001: CloudBase:Acme:SecretKye is read by nothing: did you mean SecretKey?");
        failures.Should().Contain("CBMT1004: CloudBase:Acme:OnCall cannot be given by configuration: set AcmeOptions.OnCall in code.");
        failures.Should().NotContain(f => f.Contains("hunter2"), "an unknown or secret-looking key may hold a secret");
    }

    [Fact]
    public void BindSection_CodeAfterConfiguration_Wins()
    {
        Dictionary<string, string?> settings = new(Parts.ValidSettings) { ["CloudBase:Acme:Region"] = "moon" };

        Build(settings, s => s.Configure<AcmeOptions>(o => o.Region = "mars")).GetRequiredService<IOptions<AcmeOptions>>().Value.Region.Should().Be("mars");
    }

    [Fact]
    public void BindSection_PackageThatIsNotAdded_SaysThatNothingReadsItsSection()
    {
        IReadOnlyList<string> problems = Refused(new() { ["CloudBase:Elsewhere:Region"] = "moon" });

        problems.Should().ContainSingle(p => p.Contains("CloudBase:Elsewhere") && p.Contains("the call that reads this section is missing"));
    }

    private static CloudBaseOptions Bind(Dictionary<string, string?> settings) =>
        Build(Merge(settings)).GetRequiredService<IOptions<CloudBaseOptions>>().Value;

    private static IReadOnlyList<string> Refused(Dictionary<string, string?> settings)
    {
        Action read = () => Bind(settings);
        return [.. read.Should().Throw<OptionsValidationException>().Which.Failures];
    }

    private static Dictionary<string, string?> Merge(Dictionary<string, string?> settings)
    {
        Dictionary<string, string?> merged = new(Parts.ValidSettings, StringComparer.OrdinalIgnoreCase);
        foreach ((string key, string? value) in settings)
        {
            merged[key] = value;
        }

        return merged;
    }

    private static ServiceProvider Build(Dictionary<string, string?> settings, Action<IServiceCollection>? more = null)
    {
        IConfiguration configuration = new ConfigurationBuilder().AddInMemoryCollection(settings).Build();
        ServiceCollection services = new();
        ICloudBaseMultiTenantBuilder builder = services.AddCloudBaseMultiTenant(configuration.GetSection("CloudBase"));
        if (settings.Keys.Any(k => k.StartsWith("CloudBase:Acme", StringComparison.Ordinal)))
        {
            builder.BindSection<AcmeOptions>("Acme");
            builder.BindSection<AcmeRetryOptions>("Acme:Retry");
        }

        more?.Invoke(services);
        return services.BuildServiceProvider();
    }

    private sealed class AcmeOptions
    {
        public string? Region { get; set; }

        public SecretString? SecretKey { get; set; }

        public TimeSpan ApiKeyAge { get; set; }

        public Func<string>? OnCall { get; set; }

        public IDictionary<string, double> Rates { get; } = new Dictionary<string, double>();
    }

    private sealed class AcmeRetryOptions
    {
        public int Count { get; set; }
    }
}
