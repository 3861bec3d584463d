using System.Diagnostics;
using System.Globalization;
using System.Text.Json;
using CloudBase.MultiTenant.Benchmarks.Onboarding;
using CloudBase.MultiTenant.Ports;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Hosting;

namespace CloudBase.MultiTenant.Benchmarks.Sandboxes;

/// <summary>What sandboxes of the emulator cost: through the unmodified e2b client of npm, and a command through ours.</summary>
/// <remarks>
/// Run with: CLOUDBASE_TEST_NODE_MODULES=FOLDER dotnet run -c Release --project tests/CloudBase.MultiTenant.Benchmarks -- sandboxes
/// where FOLDER holds e2b 2.51.0 (tests/run.sh --install makes one under ~/.cache/cloudbase-multitenant-tests).
/// </remarks>
internal static class SandboxMeasurement
{
    private const string FolderVariable = "CLOUDBASE_TEST_NODE_MODULES";

    internal static async Task<int> RunAsync()
    {
        string? folder = Environment.GetEnvironmentVariable(FolderVariable);
        if (string.IsNullOrEmpty(folder))
        {
            Console.Error.WriteLine($"{FolderVariable} names no folder with e2b 2.51.0; tests/run.sh --install makes one.");
            return 1;
        }

        string modules = Path.GetFileName(Path.TrimEndingDirectorySeparator(folder)) == "node_modules" ? folder : Path.Combine(folder, "node_modules");
        await using EmulatorChild emulator = await EmulatorChild.StartAsync("--max-sandboxes", "200");
        using Process node = Process.Start(new ProcessStartInfo(
            "node", [Path.Combine(AppContext.BaseDirectory, "Sandboxes", "e2b-measure.cjs"), modules, emulator.Endpoint.GetLeftPart(UriPartial.Authority), emulator.SandboxApiKey])
        {
            RedirectStandardOutput = true,
        })!;
        Task<string> output = node.StandardOutput.ReadToEndAsync();
        long most = 0;
        while (!output.IsCompleted)
        {
            most = Math.Max(most, emulator.ResidentBytes);
            await Task.WhenAny(output, Task.Delay(20));
        }

        await node.WaitForExitAsync();
        if (node.ExitCode != 0)
        {
            return node.ExitCode;
        }

        using JsonDocument seen = JsonDocument.Parse(await output);
        JsonElement root = seen.RootElement;
        double ours = await OurKilobyteAsync(emulator);
        double theirs = Number(root, "kilobyte", "median");
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"""
            {Environment.ProcessorCount} cores, sandboxes by {emulator.SandboxTier}; milliseconds, through e2b 2.51.0 unless said
            create                        median {Number(root, "create", "median"):F1}, p95 {Number(root, "create", "p95"):F1}   (wanted: median at most 20)
            command (true)                median {Number(root, "command", "median"):F1}, p95 {Number(root, "command", "p95"):F1}   (wanted: median at most 15)
            100 creates at once           p99 {Number(root, "burst", "p99"):F0}, median {Number(root, "burst", "median"):F0}, all {Number(root, "burst", "all"):F0}   (wanted: p99 under 1000)
            save 50 MB in 2,000 files     {root.GetProperty("save").GetDouble():F0}
            start from that snapshot      median {Number(root, "fromSnapshot", "median"):F1}, p95 {Number(root, "fromSnapshot", "p95"):F1}, {root.GetProperty("files").GetInt32()} files   (wanted: at most 30)
            pause, resume, with memory    median {Number(root, "pause", "median"):F1}, {Number(root, "resume", "median"):F1}
            command that writes 1 KB      median {theirs:F1}; through our client {ours:F1}, that is {ours / theirs:F2} times   (wanted: at most 1.5 times)
            100 MB up, down               {Number(root, "up", "time"):F0}, {Number(root, "down", "time"):F0}
            emulator's memory at most     {most / 1048576.0:F0} MiB
            """));
        return 0;
    }

    private static async Task<double> OurKilobyteAsync(EmulatorChild emulator)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.Services
            .AddCloudBaseMultiTenant(options =>
            {
                options.DeploymentName = "sandboxes";
                options.ManagementEnvironment = emulator.ManagementEnvironment;
                options.Renewal.Policy = RenewalPolicy.None;
            })
            .AddE2BSandboxes(options =>
            {
                options.ApiUrl = emulator.Endpoint;
                options.SandboxUrl = emulator.Endpoint;
                options.ApiKey = new SecretString(emulator.SandboxApiKey);
            });
        using IHost host = builder.Build();
        ISandboxProvider provider = host.Services.GetRequiredService<ISandboxProvider>();
        ISandbox sandbox = await provider.StartAsync(new SandboxStart { StartId = "measurement-1", Template = "base" }, CancellationToken.None);
        List<double> times = [];
        for (int i = 0; i < 120; i++)
        {
            long start = Stopwatch.GetTimestamp();
            await sandbox.Commands.RunAsync("head -c 1024 /dev/zero | tr '\\0' x");
            if (i >= 20)
            {
                times.Add(Stopwatch.GetElapsedTime(start).TotalMilliseconds);
            }
        }

        await provider.StopAsync(sandbox.Id, CancellationToken.None);
        return times.Order().ElementAt(times.Count / 2);
    }

    private static double Number(JsonElement root, string part, string name) => root.GetProperty(part).GetProperty(name).GetDouble();
}
