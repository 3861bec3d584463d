using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Benchmarks.Onboarding;
using CloudBase.MultiTenant.Ports;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Benchmarks.SandboxPool;

/// <summary>Warm, restored, cold, and the preparation of a template that installs a web framework, side by side over the emulator's real sandboxes.</summary>
/// <remarks>The emulator is a process of its own, the store is SQLite, and the template is the folder <c>SandboxPool/Template</c>: nothing is downloaded. Wants Node.js with npm.</remarks>
internal static class SandboxTemplateMeasurement
{
    private const string Pool = "node";
    private const int Tenants = 10;
    private const int Rounds = 5;

    /// <summary>Runs the measurement; returns 1 where a warm claim is not ten times as fast as the preparation.</summary>
    public static async Task<int> RunAsync(TextWriter output)
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cbmt-template-");
        await using EmulatorChild emulator = await EmulatorChild.StartAsync("--max-sandboxes", "100");
        try
        {
            using IHost host = Build(emulator, folder.FullName);
            var times = new SandboxTemplateTimes();
            await PrepareAsync(host.Services, times);
            await AcquireAsync(host.Services, times);
            return times.Write(output);
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    /// <summary>Prepares versions that nobody has prepared: files, script, check and snapshot.</summary>
    private static async Task PrepareAsync(IServiceProvider services, SandboxTemplateTimes times)
    {
        var templates = services.GetRequiredService<ISandboxTemplates>();
        for (int i = 0; i < Rounds; i++)
        {
            SandboxTemplate template = new()
            {
                Name = "measured", Version = i.ToString(CultureInfo.InvariantCulture), Base = "base", Files = ReadFiles(), PrepareScript = "sh prepare.sh", CheckCommand = "sh check.sh",
            };
            long begun = Stopwatch.GetTimestamp();
            await templates.PrepareAsync(template);
            times.Prepared.Add(Stopwatch.GetElapsedTime(begun).TotalMilliseconds);
        }
    }

    private static async Task AcquireAsync(IServiceProvider services, SandboxTemplateTimes times)
    {
        var pool = services.GetRequiredService<ISandboxPool>();
        var keeper = services.GetRequiredService<SandboxPoolKeeper>();
        var provisioner = services.GetRequiredService<ITenantProvisioner>();
        List<TenantId> tenants = [];
        for (int i = 0; i < Tenants; i++)
        {
            tenants.Add((await provisioner.EnsureAsync(TenantId.Parse($"user-{i}@example.com"), TenantSpec.Default)).Id);
        }

        // The first round is not counted: the template is prepared in it, and code runs for the first time.
        for (int round = -1; round < Rounds; round++)
        {
            while ((await pool.GetStatusAsync(Pool)).Ready < Tenants)
            {
                await keeper.RunOnceAsync();
            }

            List<ISandboxLease> leases = [];
            foreach (TenantId tenant in tenants)
            {
                leases.Add(await AcquireAsync(pool, tenant, times, isCounted: round >= 0));
            }

            // Nothing is warm now, and the tenant's own are held: this one is started for the call.
            ISandboxLease cold = await AcquireAsync(pool, tenants[0], times, isCounted: round >= 0);
            await cold.StopAsync();
            await PauseAsync(pool, keeper, leases);
            foreach (TenantId tenant in tenants)
            {
                await (await AcquireAsync(pool, tenant, times, isCounted: round >= 0)).StopAsync();
            }
        }
    }

    /// <summary>Returns them and lets the keeper pause them.</summary>
    private static async Task PauseAsync(ISandboxPool pool, SandboxPoolKeeper keeper, List<ISandboxLease> leases)
    {
        foreach (ISandboxLease lease in leases)
        {
            await lease.DisposeAsync();
        }

        while ((await pool.GetStatusAsync(Pool)).Paused < leases.Count)
        {
            await Task.Delay(200);
            await keeper.RunOnceAsync();
        }
    }

    private static async Task<ISandboxLease> AcquireAsync(ISandboxPool pool, TenantId tenant, SandboxTemplateTimes times, bool isCounted)
    {
        long begun = Stopwatch.GetTimestamp();
        ISandboxLease lease = await pool.AcquireAsync(tenant, SandboxRequest.FromPool(Pool));
        if (isCounted)
        {
            times.Add(lease.Arrival, Stopwatch.GetElapsedTime(begun));
        }

        return lease;
    }

    private static IHost Build(EmulatorChild emulator, string folder)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        builder.Services
            .AddCloudBaseMultiTenant(options =>
            {
                options.DeploymentName = "sandbox-pool";
                options.ManagementEnvironment = emulator.ManagementEnvironment;
                options.Renewal.Policy = RenewalPolicy.None;
            })
            .UseTencentCloud(cloud =>
            {
                cloud.Endpoint = emulator.Endpoint;
                cloud.SecretId = emulator.SecretId;
                cloud.SecretKey = new SecretString(emulator.SecretKey);
                cloud.SpendsRealMoney = false;
            })
            .AddWhiteLabelIsolation()
            .UseSqliteStore(Path.Combine(folder, "tenants.db"))
            .ProtectSecretsWithDataProtection()
            .AddE2BSandboxes(e2b =>
            {
                e2b.ApiUrl = emulator.Endpoint;
                e2b.SandboxUrl = emulator.Endpoint;
                e2b.ApiKey = new SecretString(emulator.SandboxApiKey);
            })
            .AddSandboxPool(Pool, pool =>
            {
                pool.Base = "base";
                foreach ((string path, string text) in ReadFiles())
                {
                    pool.Files[path] = text;
                }

                (pool.PrepareScript, pool.CheckCommand) = ("sh prepare.sh", "sh check.sh");
                (pool.WarmTarget, pool.MaxTotal, pool.RefillPerSecond) = (Tenants, 4 * Tenants, 1000);
                (pool.IdleAfter, pool.IdleGrace, pool.WaitForWarm) = (TimeSpan.FromSeconds(1), TimeSpan.Zero, TimeSpan.Zero);
            });
        return builder.Build();
    }

    private static Dictionary<string, string> ReadFiles()
    {
        string root = Path.Combine(AppContext.BaseDirectory, "SandboxPool", "Template");
        return Directory.EnumerateFiles(root, "*", SearchOption.AllDirectories)
            .ToDictionary(file => Path.GetRelativePath(root, file).Replace('\\', '/'), File.ReadAllText, StringComparer.Ordinal);
    }
}
