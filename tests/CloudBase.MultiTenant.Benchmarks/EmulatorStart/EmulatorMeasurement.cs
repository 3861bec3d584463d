using System.Diagnostics;
using System.Globalization;
using CloudBase.MultiTenant.Benchmarks.Onboarding;
using CloudBase.MultiTenant.Emulator;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Benchmarks.EmulatorStart;

/// <summary>How long an emulator takes to be ready, and how much memory it holds, alone and after a thousand environments.</summary>
/// <remarks>Run with: dotnet run -c Release --project tests/CloudBase.MultiTenant.Benchmarks -- emulator [environments]</remarks>
internal static class EmulatorMeasurement
{
    private const int Starts = 10;
    private const int InProcessStarts = 20;

    internal static async Task<int> RunAsync(string[] args)
    {
        int environments = args.Length > 0 ? int.Parse(args[0], CultureInfo.InvariantCulture) : 1000;
        List<TimeSpan> ready = [];
        for (int i = 0; i < Starts; i++)
        {
            await using EmulatorChild child = await EmulatorChild.StartAsync();
            ready.Add(child.ReadyAfter);
        }

        TimeSpan first = await StartInProcessAsync();
        List<TimeSpan> later = [];
        for (int i = 0; i < InProcessStarts; i++)
        {
            later.Add(await StartInProcessAsync());
        }

        Memory plain = await MeasureMemoryAsync(environments, IsolationKind.WhiteLabel);
        Memory withUsers = await MeasureMemoryAsync(environments, IsolationKind.CamSubAccount);

        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Environment.ProcessorCount} cores, {Starts} processes, {InProcessStarts} starts in one process, {environments} environments
            process start to ready:   median {Median(ready):F0} ms, slowest {ready.Max().TotalMilliseconds:F0} ms   (wanted: at most 1000 ms)
            StartAsync in a process:  first {first.TotalMilliseconds:F0} ms, then median {Median(later):F1} ms, slowest {later.Max().TotalMilliseconds:F1} ms   (wanted: at most 150 ms)
            resident memory:          idle {Mebibytes(plain.Idle):F0} MiB; {environments} environments {Mebibytes(plain.Full):F0} MiB, after seconds without a call {Mebibytes(plain.Rested):F0} MiB, with its page shown {Mebibytes(plain.Shown):F0} MiB   (wanted: at most 120 MB)
              with a sub-account each: {Mebibytes(withUsers.Full):F0} MiB, after seconds without a call {Mebibytes(withUsers.Rested):F0} MiB, with its page shown {Mebibytes(withUsers.Shown):F0} MiB; its state as a file: {Mebibytes(withUsers.Exported):F1} MiB
            """));
        return 0;
    }

    private static async Task<TimeSpan> StartInProcessAsync()
    {
        long start = Stopwatch.GetTimestamp();
        await using CloudBaseEmulator emulator = await CloudBaseEmulator.StartAsync();
        return Stopwatch.GetElapsedTime(start);
    }

    private static async Task<Memory> MeasureMemoryAsync(int environments, IsolationKind isolation)
    {
        await using EmulatorChild emulator = await EmulatorChild.StartAsync();
        using HttpClient http = new() { BaseAddress = emulator.Endpoint };
        await http.GetStringAsync("/_emulator/health");
        long idle = emulator.ResidentBytes;
        await OnboardAsync(emulator, environments, isolation);
        long full = emulator.ResidentBytes;
        await Task.Delay(TimeSpan.FromSeconds(4));
        long rested = emulator.ResidentBytes;
        await http.GetStringAsync("/_emulator/");
        return new Memory(idle, full, rested, emulator.ResidentBytes, (await http.GetByteArrayAsync("/_emulator/export")).Length);
    }

    /// <summary>The whole way of a tenant, so that users, policies, keys and the latest requests are held too.</summary>
    private static async Task OnboardAsync(EmulatorChild emulator, int environments, IsolationKind isolation)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        ICloudBaseMultiTenantBuilder cloudBase = builder.Services
            .AddCloudBaseMultiTenant(options =>
            {
                options.DeploymentName = "emulator";
                options.ManagementEnvironment = emulator.ManagementEnvironment;
                options.Renewal.Policy = RenewalPolicy.None;
                options.Operations.MaxConcurrency = 16;
            })
            .UseTencentCloud(cloud =>
            {
                cloud.Endpoint = emulator.Endpoint;
                cloud.SecretId = emulator.SecretId;
                cloud.SecretKey = new SecretString(emulator.SecretKey);
                foreach (string action in OnboardingMeasurement.LimitedActions)
                {
                    cloud.RateLimits[action] = 0;
                }
            })
            .UseInMemoryStore();
        _ = isolation == IsolationKind.CamSubAccount ? cloudBase.AddCamSubAccountIsolation() : cloudBase.AddWhiteLabelIsolation();
        using IHost host = builder.Build();
        await host.StartAsync();
        ITenantProvisioner provisioner = host.Services.GetRequiredService<ITenantProvisioner>();
        await Parallel.ForAsync(0, environments, new ParallelOptions { MaxDegreeOfParallelism = 16 }, async (i, token) =>
            await provisioner.EnsureAsync(TenantId.Parse(string.Create(CultureInfo.InvariantCulture, $"tenant-{i:D6}")), TenantSpec.Default, token));
        await host.StopAsync();
    }

    private static double Median(List<TimeSpan> times) => times.Order().ElementAt(times.Count / 2).TotalMilliseconds;

    private static double Mebibytes(long bytes) => bytes / 1048576.0;

    private sealed record Memory(long Idle, long Full, long Rested, long Shown, long Exported);
}
