using CloudBase.MultiTenant;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Options;
using QuickStart.CommandLine;
using QuickStart.Sandboxes;

namespace QuickStart.Hosting;

/// <summary>A host that gives tenants sandboxes out of a pool: one beside the host that onboards them, so that no first tenant waits for a sandbox.</summary>
internal static class SandboxHost
{
    internal const string Pool = "node";

    /// <summary>The settings that this host alone reads.</summary>
    internal const string Section = "CloudBase:Sandboxes";

    /// <summary>Refuses settings of this host that cannot be, before a tenant is begun with. Where nobody gave any, there is nothing to look at.</summary>
    /// <exception cref="OptionsValidationException">What is wrong.</exception>
    internal static void ThrowIfMisconfigured(QuickStartSettings settings)
    {
        string prefix = Section.Replace(":", "__", StringComparison.Ordinal) + "__";
        if (!settings.Live && Environment.GetEnvironmentVariables().Keys.Cast<string>().Any(name => name.StartsWith(prefix, StringComparison.OrdinalIgnoreCase)))
        {
            using IHost host = Build(settings);
            host.Services.GetService<IStartupValidator>()?.Validate();
        }
    }

    /// <summary>Puts the host together; it shares database and cloud with the run that it is a part of.</summary>
    internal static IHost Build(QuickStartSettings settings)
    {
        HostApplicationBuilder builder = QuickStartHost.Begin(settings, "CloudBase:EnvironmentPool", out ICloudBaseMultiTenantBuilder cloudBase);
        cloudBase
            .AddAgentSandboxes(sandboxes => sandboxes.TransitionTimeout = TimeSpan.FromSeconds(20))
            .AddSandboxPool(Pool, pool =>
            {
                pool.Base = "code-interpreter-v1";
                pool.Version = "1";
                foreach ((string path, string content) in TenantApp.Framework)
                {
                    pool.Files[path] = content;
                }

                pool.PrepareScript = TenantApp.Prepare;
                pool.CheckCommand = TenantApp.Check;
                pool.Ports["web"] = TenantApp.Port;
                pool.WarmTarget = 1;
                pool.WaitForWarm = TimeSpan.Zero;
                pool.IdleAfter = TimeSpan.FromSeconds(1);
                pool.IdleGrace = TimeSpan.Zero;
                if (settings.HoldSandboxOf is not null)
                {
                    // A tenant has one at a time, so that a restart waits for that one; and a holder that was killed is not waited for long.
                    pool.WarmTarget = 0;
                    pool.MaxRunningPerTenant = 1;
                    pool.IdleAfter = TimeSpan.FromMinutes(1);
                    pool.LeaseDuration = TimeSpan.FromSeconds(5);
                    pool.LeaseRenewal = TimeSpan.FromSeconds(1);
                }
            });

        // The host that onboards works on operations; this one leaves them to it.
        builder.Services.Configure<CloudBaseOptions>(options => options.Operations.RunPump = false);
        return builder.Build();
    }
}
