using System.Text;
using System.Text.Json.Nodes;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;

namespace CloudBase.MultiTenant.Conventions.Tests.Settings;

/// <summary>A host with everything added, started on an appsettings file that one test wrote.</summary>
internal static class SettingsHost
{
    /// <summary>The settings that a host cannot do without, beside which one is tried.</summary>
    public static JsonObject Valid() => JsonNode.Parse("""
        {
          "CloudBase": {
            "DeploymentName": "tests",
            "DefaultIsolation": "WhiteLabel",
            "ManagementEnvironment": "management-0001",
            "Operations": { "RunPump": false },
            "Renewal": { "Policy": "Managed" },
            "Sandboxes": { "E2B": { "ApiKey": "canary-of-e2b" }, "Pools": { "name": { "Base": "base", "Provider": "e2b" } } },
            "TencentCloud": { "SecretId": "AKIDexample", "SecretKey": "canary-of-the-account", "AutoRenewalProductCode": "p_code", "SpendsRealMoney": false }
          }
        }
        """)!.AsObject();

    public static JsonObject With(Setting setting, JsonNode? value)
    {
        JsonObject settings = Valid();
        Place(settings, setting)[setting.Property.Name] = value;
        return settings;
    }

    /// <summary>The object in which a setting stands, made where it is missing.</summary>
    public static JsonObject Place(JsonObject settings, Setting setting)
    {
        JsonObject place = settings["CloudBase"]!.AsObject();
        foreach (string part in setting.Section.Split(':', StringSplitOptions.RemoveEmptyEntries))
        {
            place[part] ??= new JsonObject();
            place = place[part]!.AsObject();
        }

        return place;
    }

    /// <summary>Starts a host, and gives the problems for which it does not; none when it would.</summary>
    public static async Task<IReadOnlyList<string>> StartAsync(JsonObject settings, bool emulator = false)
    {
        using IHost host = Build(settings, emulator);
        try
        {
            // What the host runs first; the rest of a start would open files and ports, which is not asked here.
            host.Services.GetRequiredService<IStartupValidator>().Validate();
            return [];
        }
        catch (Exception validated) when (validated is OptionsValidationException or AggregateException)
        {
            Exception started = (await ((Func<Task>)(() => host.StartAsync())).Should().ThrowAsync<Exception>("a start validates first")).Which;
            // A start also says where each value came from, which OriginTests look at.
            string[] failures = [.. Failures(started).Select(f => f.Split(" It was given by ")[0])];
            failures.Should().BeEquivalentTo(Failures(validated));
            return failures;
        }
    }

    private static IHost Build(JsonObject settings, bool emulator)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Configuration.AddJsonStream(new MemoryStream(Encoding.UTF8.GetBytes(settings.ToJsonString())));
        ICloudBaseMultiTenantBuilder cloudBase = builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"))
            .AddWhiteLabelIsolation().AddCamSubAccountIsolation().AddE2BSandboxes().AddAgentSandboxes().AddEnvironmentPool().AddSandboxPool(SettingCatalogue.PoolName).UseSqliteStore(Path.Combine(Path.GetTempPath(), "cbmt-never-opened.db"))
            .ProtectSecretsWithDataProtection();
        _ = emulator ? cloudBase.UseEmulator() : cloudBase.UseTencentCloud();
        builder.Services.AddHealthChecks().AddCloudBase();
        return builder.Build();
    }

    private static IEnumerable<string> Failures(Exception e) => e switch
    {
        OptionsValidationException options => options.Failures,
        AggregateException several => several.InnerExceptions.SelectMany(Failures),
        _ => [e.ToString()],
    };
}
