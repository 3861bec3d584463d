using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.Configuration.EnvironmentVariables;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>Who reads that a value is wrong wants to know which file or variable to open.</summary>
public sealed class OriginTests : IDisposable
{
    private const string Prefix = "CBMT_ORIGIN_TEST_";
    private readonly string _folder = Directory.CreateTempSubdirectory("cbmt-origin-").FullName;

    public void Dispose()
    {
        Environment.SetEnvironmentVariable(Prefix + "CloudBase__Provisioning__Patience", null);
        Directory.Delete(_folder, recursive: true);
    }

    [Fact]
    public async Task Start_WithBadValuesOfSeveralSources_NamesTheSourceOfEach()
    {
        Environment.SetEnvironmentVariable(Prefix + "CloudBase__Provisioning__Patience", "soon");
        OptionsValidationException refused = await RefusedAsync("""{ "CloudBase": { "Credentials": { "MaxSlots": 99 } } }""", configuration =>
            configuration.AddEnvironmentVariables(Prefix).AddCommandLine(["--CloudBase:Renewal:Policy=Sometimes"]));

        refused.Failures.Should().Contain(f => f.Contains(":MaxSlots is 99") && f.EndsWith(" It was given by appsettings.json."))
            .And.Contain(f => f.Contains(":Patience is 'soon'") && f.EndsWith($" It was given by the environment variable {Prefix}CloudBase__Provisioning__Patience."))
            .And.Contain(f => f.Contains(":Policy is 'Sometimes'") && f.EndsWith(" It was given by the command line."));
        refused.HelpLink.Should().EndWith("docs/reference/errors.md#cbmt1000", "several problems have the page's entry for several");
    }

    [Fact]
    public async Task Start_WithABadValueOfASourceThatReadsSomeVariables_NamesTheVariable()
    {
        Environment.SetEnvironmentVariable(Prefix + "CloudBase__Provisioning__Patience", "soon");

        OptionsValidationException refused = await RefusedAsync("{}", configuration => configuration.Sources.Add(new SomeVariables()));

        refused.Failures.Should().Contain(f => f.EndsWith($" It was given by the environment variable {Prefix}CloudBase__Provisioning__Patience."));
    }

    [Fact]
    public async Task Start_WithAValueThatALaterSourceOverrules_NamesTheLater()
    {
        OptionsValidationException refused = await RefusedAsync("""{ "CloudBase": { "Credentials": { "MaxSlots": 2 } } }""", configuration =>
            configuration.AddCommandLine(["--CloudBase:Credentials:MaxSlots=99"]));

        refused.Failures.Should().ContainSingle().Which.Should().EndWith(" It was given by the command line.");
        refused.HelpLink.Should().EndWith("docs/reference/errors.md#cbmt1006");
    }

    [Fact]
    public async Task Start_WithABadValueOfTheHostsOwnOverAGoodOneOfAFile_DoesNotBlameTheFile()
    {
        OptionsValidationException refused = await RefusedAsync("""{ "CloudBase": { "Credentials": { "MaxSlots": 2 } } }""", _ => { }, options => options.Credentials.MaxSlots = 99);

        refused.Failures.Should().ContainSingle().Which.Should().Contain("MaxSlots is 99").And.NotContain("given by");
    }

    private async Task<OptionsValidationException> RefusedAsync(string json, Action<IConfigurationBuilder> more, Action<CloudBaseOptions>? configure = null)
    {
        await File.WriteAllTextAsync(Path.Combine(_folder, "appsettings.json"), json);
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true, ContentRootPath = _folder });
        builder.Configuration.AddJsonFile(Path.Combine(_folder, "appsettings.json"));
        more(builder.Configuration);
        builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase")).UseEmulator().AddWhiteLabelIsolation().UseInMemoryStore();
        builder.Services.Configure<CloudBaseOptions>(options =>
        {
            options.DeploymentName = "shop";
            options.Renewal.Policy = RenewalPolicy.None;
            configure?.Invoke(options);
        });
        using IHost host = builder.Build();
        return (await ((Func<Task>)(() => host.StartAsync())).Should().ThrowAsync<OptionsValidationException>()).Which;
    }

    private sealed class SomeVariables() : EnvironmentVariablesConfigurationProvider(Prefix), IConfigurationSource
    {
        public IConfigurationProvider Build(IConfigurationBuilder builder) => this;
    }
}
