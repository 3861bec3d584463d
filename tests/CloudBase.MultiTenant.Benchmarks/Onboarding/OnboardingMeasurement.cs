using System.Diagnostics;
using System.Globalization;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Benchmarks.Onboarding;

/// <summary>Onboards tenants against an emulator in another process, with SQLite, and prints the sustained rate and the memory.</summary>
/// <remarks>Run with: dotnet run -c Release --project tests/CloudBase.MultiTenant.Benchmarks -- onboarding [tenants] [callers] [cam|white-label]</remarks>
internal static class OnboardingMeasurement
{
    private const int WarmUp = 100;

    internal static async Task<int> RunAsync(string[] args)
    {
        int tenants = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
        int callers = args.Length > 1 ? int.Parse(args[1], CultureInfo.InvariantCulture) : 64;
        IsolationKind isolation = args is [_, _, "cam", ..] ? IsolationKind.CamSubAccount : IsolationKind.WhiteLabel;
        DirectoryInfo folder = Directory.CreateTempSubdirectory("cloudbase-onboarding-");
        await using EmulatorChild emulator = await EmulatorChild.StartAsync();
        try
        {
            using IHost host = Build(emulator, folder.FullName, isolation, callers);
            await host.StartAsync();
            Result result = await MeasureAsync(host.Services.GetRequiredService<ITenantProvisioner>(), tenants, callers);
            await host.StopAsync();
            Print(result, tenants, callers, isolation, emulator);
            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static IHost Build(EmulatorChild emulator, string folder, IsolationKind isolation, int callers)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services.AddDataProtection().PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(folder, "keys")));
        ICloudBaseMultiTenantBuilder cloudBase = builder.Services
            .AddCloudBaseMultiTenant(options =>
            {
                options.DeploymentName = "onboarding";
                options.ManagementEnvironment = emulator.ManagementEnvironment;
                options.Renewal.Policy = RenewalPolicy.None;
                options.Operations.MaxConcurrency = callers;
            })
            .UseTencentCloud(cloud =>
            {
                cloud.Endpoint = emulator.Endpoint;
                cloud.SecretId = emulator.SecretId;
                cloud.SecretKey = new SecretString(emulator.SecretKey);
                foreach (string action in LimitedActions)
                {
                    cloud.RateLimits[action] = 0;
                }
            })
            .UseSqliteStore(Path.Combine(folder, "tenants.db"))
            .ProtectSecretsWithDataProtection();
        if (isolation == IsolationKind.CamSubAccount)
        {
            cloudBase.AddCamSubAccountIsolation();
        }
        else
        {
            cloudBase.AddWhiteLabelIsolation();
        }

        return builder.Build();
    }

    /// <summary>The emulator runs without limits, so the client's own are lifted too: the engine is what is measured.</summary>
    internal static readonly string[] LimitedActions =
    [
        "tcb.CreateEnv", "tcb.DescribeEnvs", "tcb.DescribeEnvLimit", "tcb.DescribeBillingInfo", "tcb.ModifyEnv", "tcb.CreateApiKey", "tcb.DescribeApiKeyList", "tcb.DeleteApiKey",
        "tcb.DescribeBaasPackageList", "tcb.DescribeEnvPlans", "tcb.CheckTcbService", "tcb.DescribeAuthDomains", "tag.CreateTag", "tag.DescribeTags", "cam.AddUser", "cam.GetUser",
        "cam.CreatePolicy", "cam.GetPolicy", "cam.ListPolicies", "cam.AttachUserPolicy", "cam.CreateAccessKey", "cam.ListAccessKeys", "cam.GetAccountSummary", "sts.GetCallerIdentity",
    ];

    private static async Task<Result> MeasureAsync(ITenantProvisioner provisioner, int tenants, int callers)
    {
        long managedAt100 = 0;
        long startAt100 = 0;
        int done = 0;
        TimeSpan cpuAt100 = TimeSpan.Zero;
        long start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, tenants, new ParallelOptions { MaxDegreeOfParallelism = callers }, async (i, token) =>
        {
            await provisioner.EnsureAsync(TenantId.Parse($"tenant-{i:D6}@example.com"), TenantSpec.Default, token);
            if (Interlocked.Increment(ref done) == WarmUp)
            {
                managedAt100 = GC.GetTotalMemory(forceFullCollection: true);
                cpuAt100 = Environment.CpuUsage.TotalTime;
                startAt100 = Stopwatch.GetTimestamp();
            }
        });
        TimeSpan sustained = Stopwatch.GetElapsedTime(startAt100);
        TimeSpan cpu = Environment.CpuUsage.TotalTime - cpuAt100;
        return new Result(Stopwatch.GetElapsedTime(start), sustained, cpu, managedAt100, GC.GetTotalMemory(forceFullCollection: true), Environment.WorkingSet);
    }

    private static void Print(Result result, int tenants, int callers, IsolationKind isolation, EmulatorChild emulator)
    {
        int counted = tenants - WarmUp;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {tenants} tenants, {isolation}, {callers} callers, {Environment.ProcessorCount} cores, emulator in process {emulator.Id}
            all:        {tenants / result.All.TotalSeconds:F0} tenants/s ({result.All.TotalSeconds:F2} s, the first {WarmUp} included)
            sustained:  {counted / result.Sustained.TotalSeconds:F0} tenants/s (tenant {WarmUp} to {tenants})
            this process: {result.Cpu.TotalMilliseconds / counted:F2} ms of CPU a tenant; the emulator's: {emulator.CpuTime.TotalMilliseconds / tenants:F2} ms
            managed memory: {result.ManagedAtWarm / 1048576.0:F1} MiB at tenant {WarmUp}, {result.ManagedAtEnd / 1048576.0:F1} MiB at tenant {tenants}; working set {result.WorkingSet / 1048576.0:F0} MiB
            """));
    }

    private sealed record Result(TimeSpan All, TimeSpan Sustained, TimeSpan Cpu, long ManagedAtWarm, long ManagedAtEnd, long WorkingSet);
}
