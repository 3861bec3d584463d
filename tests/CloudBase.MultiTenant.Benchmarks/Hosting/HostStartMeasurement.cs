using System.Globalization;
using CloudBase.MultiTenant.Benchmarks.Onboarding;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Benchmarks.Hosting;

/// <summary>What a host with everything wired costs at start, in time and memory, against the same host without: a process for each start.</summary>
/// <remarks>Run with: dotnet run -c Release --project tests/CloudBase.MultiTenant.Benchmarks -- host-start</remarks>
internal static class HostStartMeasurement
{
    internal const string ChildArgument = "--host-start-child";
    private const int Runs = 15;
    private static readonly string[] s_variants = ["empty", "in-memory", "wired", "emulator"];

    internal static async Task RunAsync()
    {
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloudbase-host-");
        await using EmulatorChild emulator = await EmulatorChild.StartAsync();
        await File.WriteAllLinesAsync(Path.Combine(folder.FullName, "emulator"), [emulator.Endpoint.ToString(), emulator.SecretId, emulator.SecretKey, emulator.ManagementEnvironment]);
        Dictionary<string, List<double[]>> measured = s_variants.ToDictionary(v => v, _ => new List<double[]>());
        try
        {
            for (int run = -2; run < Runs; run++)
            {
                foreach (string variant in s_variants)
                {
                    string line = await MeasuredStart.LineAsync(Environment.ProcessPath!, ChildArgument, variant, MeasuredStart.Now, folder.FullName);
                    if (run >= 0)
                    {
                        measured[variant].Add([.. line.Split(' ').Select(n => double.Parse(n, CultureInfo.InvariantCulture))]);
                    }
                }
            }
        }
        finally
        {
            folder.Delete(recursive: true);
        }

        Console.WriteLine($"{Runs} starts each, medians, {Environment.ProcessorCount} cores");
        foreach (string variant in s_variants)
        {
            List<double[]> starts = measured[variant];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
                $"{variant,-9} started {Median(starts, 0):F0} ms after the process was ({starts.Min(s => s[0]):F0} to {starts.Max(s => s[0]):F0}); working set {Median(starts, 1):F1} MiB, managed {Median(starts, 2):F1} MiB; processor {Median(starts, 3):F0} ms"));
        }
    }

    internal static async Task StartOneAsync(string variant, string started, string folder)
    {
        using IHost host = Build(variant, folder);
        await host.StartAsync();
        double milliseconds = MeasuredStart.MillisecondsSince(started);
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture,
            $"{MeasuredStart.Mark}{milliseconds:F1} {Environment.WorkingSet / 1048576.0:F1} {GC.GetTotalMemory(forceFullCollection: true) / 1048576.0:F2} {Environment.CpuUsage.TotalTime.TotalMilliseconds:F1}"));
        await host.StopAsync();
    }

    private static IHost Build(string variant, string folder)
    {
        HostApplicationBuilder builder = Host.CreateApplicationBuilder(new HostApplicationBuilderSettings { ContentRootPath = folder });
        if (variant == "empty")
        {
            return builder.Build();
        }

        ICloudBaseMultiTenantBuilder cloudBase = builder.Services.AddCloudBaseMultiTenant(options =>
        {
            options.DeploymentName = "host-start";
            options.DefaultIsolation = IsolationKind.WhiteLabel.Name;
            options.Renewal.Policy = RenewalPolicy.Managed;
        });
        if (variant == "emulator")
        {
            cloudBase.UseEmulator();
        }
        else
        {
            string[] emulator = File.ReadAllLines(Path.Combine(folder, "emulator"));
            cloudBase.UseTencentCloud(o => (o.Endpoint, o.SecretId, o.SecretKey) = (new Uri(emulator[0]), emulator[1], new SecretString(emulator[2])));
            builder.Services.Configure<CloudBaseOptions>(o => o.ManagementEnvironment = emulator[3]);
        }

        cloudBase.AddWhiteLabelIsolation().AddCamSubAccountIsolation();
        if (variant == "in-memory")
        {
            cloudBase.UseInMemoryStore();
        }
        else
        {
            cloudBase.UseSqliteStore(Path.Combine(folder, variant + ".db"))
                .ProtectSecretsWithDataProtection(keys => keys.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys"))));
        }

        builder.Services.AddHealthChecks().AddCloudBase();
        return builder.Build();
    }

    private static double Median(List<double[]> starts, int column) => MeasuredStart.Median(starts.Select(s => s[column]));
}
