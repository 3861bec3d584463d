using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
using System.Net.Http.Headers;
using System.Runtime;
using CloudBase.MultiTenant.TencentCloud;
using Microsoft.Extensions.DependencyInjection;

namespace CloudBase.MultiTenant.Benchmarks.TencentCloud;

/// <summary>The client against a bare HttpClient on the same bytes, in interleaved rounds, with the server in another process.</summary>
/// <remarks>Gates are on bytes and on CPU ratios inside one run: throughput moves with whatever else the machine does.</remarks>
internal static class ClientBenchmark
{
    public const string MeasureArgument = "client-measure";

    private const int Callers = 16;
    private const int Rounds = 9;
    private const int MostWarmRounds = 30;

    /// <summary>On a busy machine the compiler also rests because it gets no time, so a quiet round early on says nothing.</summary>
    private const int LeastWarmRounds = 12;


    private static readonly TimeSpan Length = TimeSpan.FromSeconds(1);
    private static readonly byte[] Request = """{"Limit":100,"Offset":0}"""u8.ToArray();

    /// <summary>Starts the server on core 0 and the measurement on core 1 (a process is born on the cores of the thread that starts it), or both on all cores.</summary>
    public static async Task<int> RunAsync(bool pinned)
    {
        Pin(pinned, core: 0);
        using Process server = LoopbackServer.StartInOwnProcess(out int onePort, out int manyPort);
        try
        {
            Pin(pinned && Environment.ProcessorCount > 1, core: 1);
            ProcessStartInfo start = LoopbackServer.Self(MeasureArgument, $"{onePort}", $"{manyPort}");

            // Without it the runtime puts the optimizing compiler off for as long as new methods turn up, and a busy machine measures unoptimized code.
            start.Environment["DOTNET_TC_CallCountingDelayMs"] = "0";
            using Process measuring = Process.Start(start)!;
            await measuring.WaitForExitAsync();
            return measuring.ExitCode;
        }
        finally
        {
            server.Kill();
        }
    }

    public static async Task<int> MeasureAsync(int onePort, int manyPort)
    {
        using ActivityListener spans = ListenToSpans();
        using MeterListener meters = ListenToMeters();
        await using ServiceProvider one = Host(onePort);
        await using ServiceProvider many = Host(manyPort);
        using var http = new HttpClient();
        Cell[] cells =
        [
            new("bare HttpClient, 1 env", Post(http, onePort)),
            new("client, 1 env, six fields", SixOf(one)),
            new("client, 1 env, full type", FullOf(one)),
            new("bare HttpClient, 100 env", Post(http, manyPort)),
            new("client, 100 env, six fields", SixOf(many)),
        ];
        int warm = await WarmAsync(cells);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Cell cell in cells)
            {
                await cell.RunAsync(Callers, Length, keep: true);
            }
        }

        Console.WriteLine($"{Environment.ProcessorCount} core(s) for the client, {Rounds} rounds of {Length.TotalSeconds} s after {warm} shorter ones until the compiler rested.");
        return Report(cells);
    }

    /// <summary>Runs rounds until two in a row compile next to nothing more: the just-in-time compiler is no part of a call.</summary>
    private static async Task<int> WarmAsync(Cell[] cells)
    {
        int quiet = 0;
        int round = 0;
        for (; round < MostWarmRounds && quiet < 2; round++)
        {
            long before = JitInfo.GetCompiledMethodCount();
            foreach (Cell cell in cells)
            {
                await cell.RunAsync(Callers, Length / 2, keep: false);
            }

            quiet = round >= LeastWarmRounds && JitInfo.GetCompiledMethodCount() - before <= 20 ? quiet + 1 : 0;
        }

        return quiet < 2 ? throw new InvalidOperationException("The just-in-time compiler did not come to rest: measure again on a quieter machine.") : round;
    }

    private static void Pin(bool pinned, int core)
    {
        if (pinned && OperatingSystem.IsLinux())
        {
            using Process self = Process.GetCurrentProcess();
            self.ProcessorAffinity = 1 << core;
        }
    }

    private static int Report(Cell[] cells)
    {
        Cell bareOne = cells[0];
        bool ok = true;
        Console.WriteLine("| cell | calls/s | CPU us/call | bytes/call | CPU ratio | bound |");
        Console.WriteLine("|---|---|---|---|---|---|");
        foreach (Cell cell in cells)
        {
            (double? ratio, double? bytes) = cell.Name switch
            {
                "client, 1 env, six fields" => (1.45, 6.0 * 1024),
                "client, 1 env, full type" => (1.75, 11.0 * 1024),
                "client, 100 env, six fields" => ((double?)null, 60.0 * 1024),
                _ => ((double?)null, (double?)null),
            };
            double measured = cell.Cpu / (cell.Name.Contains("100", StringComparison.Ordinal) ? cells[3].Cpu : bareOne.Cpu);
            bool kept = !(measured > ratio) && !(cell.Bytes > bytes);
            ok &= kept;
            string bound = bytes is null ? string.Empty : string.Create(CultureInfo.InvariantCulture, $"{(ratio is null ? string.Empty : $"{ratio:F2}x, ")}{bytes:F0} B: {(kept ? "kept" : "BROKEN")}");
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {cell.Name} | {cell.Rate:F0} | {cell.Cpu:F1} | {cell.Bytes:F0} | {measured:F2} | {bound} |"));
        }

        return ok ? 0 : 1;
    }

    private static Func<ValueTask> Post(HttpClient http, int port)
    {
        var address = new Uri($"http://127.0.0.1:{port}/");
        return async () =>
        {
            using var content = new ByteArrayContent(Request);
            content.Headers.ContentType = new MediaTypeHeaderValue("application/json");
            using HttpResponseMessage response = await http.PostAsync(address, content);
            _ = await response.Content.ReadAsByteArrayAsync();
        };
    }

    private static Func<ValueTask> SixOf(IServiceProvider host)
    {
        TencentCloudClient client = host.GetRequiredService<TencentCloudClient>();
        PageRequest page = new(100, 0);
        return async () => _ = await client.CallAsync(EnvironmentShapes.SixFields, page, null, CancellationToken.None);
    }

    private static Func<ValueTask> FullOf(IServiceProvider host)
    {
        TencentCloudClient client = host.GetRequiredService<TencentCloudClient>();
        PageRequest page = new(100, 0);
        return async () => _ = await client.CallAsync(EnvironmentShapes.Full, page, null, CancellationToken.None);
    }

    private static ServiceProvider Host(int port)
    {
        var services = new ServiceCollection();
        services.AddCloudBaseMultiTenant(o => (o.DeploymentName, o.Renewal.Policy) = ("bench", RenewalPolicy.Managed)).UseTencentCloud(o =>
        {
            o.Endpoint = new Uri($"http://127.0.0.1:{port}");
            o.SecretId = "AKIDBENCH";
            o.SecretKey = new SecretString("not-a-real-key");
            o.RateLimits["tcb.DescribeEnvs"] = 100_000;
        });
        return services.BuildServiceProvider();
    }

    private static ActivityListener ListenToSpans()
    {
        var listener = new ActivityListener
        {
            ShouldListenTo = s => s.Name == CloudBaseTelemetry.Name,
            Sample = static (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
        };
        ActivitySource.AddActivityListener(listener);
        return listener;
    }

    private static MeterListener ListenToMeters()
    {
        var listener = new MeterListener
        {
            InstrumentPublished = static (instrument, l) =>
            {
                if (instrument.Meter.Name == CloudBaseTelemetry.Name)
                {
                    l.EnableMeasurementEvents(instrument);
                }
            },
        };
        listener.SetMeasurementEventCallback<double>(static (_, _, _, _) => { });
        listener.Start();
        return listener;
    }

    private sealed class Cell(string name, Func<ValueTask> call)
    {
        private readonly List<(double Rate, double Cpu, double Bytes)> _rounds = [];

        public string Name => name;

        public double Rate => Middle(r => r.Rate);

        /// <summary>Gets microseconds of this process's CPU a call.</summary>
        public double Cpu => Middle(r => r.Cpu);

        public double Bytes => Middle(r => r.Bytes);

        public async Task RunAsync(int callers, TimeSpan length, bool keep)
        {
            long calls = 0;
            long started = Stopwatch.GetTimestamp();
            TimeSpan cpu = Environment.CpuUsage.TotalTime;
            long bytes = GC.GetTotalAllocatedBytes(precise: true);
            await Task.WhenAll(Enumerable.Range(0, callers).Select(async _ =>
            {
                while (Stopwatch.GetElapsedTime(started) < length)
                {
                    await call();
                    Interlocked.Increment(ref calls);
                }
            }));
            if (keep)
            {
                _rounds.Add((
                    calls / Stopwatch.GetElapsedTime(started).TotalSeconds,
                    (Environment.CpuUsage.TotalTime - cpu).TotalMicroseconds / calls,
                    (GC.GetTotalAllocatedBytes(precise: true) - bytes) / (double)calls));
            }
        }

        private double Middle(Func<(double Rate, double Cpu, double Bytes), double> of)
        {
            double[] sorted = [.. _rounds.Select(of).Order()];
            return sorted[sorted.Length / 2];
        }
    }
}
