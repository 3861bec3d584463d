using System.Diagnostics;
using System.Diagnostics.Metrics;
using System.Globalization;
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
    private const int Rounds = 31;
    private const int MostWarmRounds = 30;

    /// <summary>On a busy machine the compiler also rests because it gets no time, so a quiet round early on says nothing.</summary>
    private const int LeastWarmRounds = 12;


    private static readonly TimeSpan Length = TimeSpan.FromSeconds(0.3);
    private static readonly byte[] Request = """{"Limit":100,"Offset":0}"""u8.ToArray();

    /// <summary>Measures answers of one environment and of a hundred, each size in a process of its own: a runtime optimizes for what it meets.</summary>
    public static async Task<int> RunAsync(bool pinned, bool serverSleeps)
    {
        Console.WriteLine("| cell | calls/s | CPU us/call | bytes/call | CPU ratio | bound |");
        Console.WriteLine("|---|---|---|---|---|---|");
        return await RunAsync(1, pinned, serverSleeps) + await RunAsync(100, pinned, serverSleeps) == 0 ? 0 : 1;
    }

    public static async Task<int> MeasureAsync(int environments, int port)
    {
        using ActivityListener spans = ListenToSpans();
        using MeterListener meters = ListenToMeters();
        await using ServiceProvider host = Host(port);
        using var http = new HttpClient();
        Cell[] cells = environments == 1
            ?
            [
                new("bare HttpClient, 1 environment", Post(http, port)),
                new("client, 1 environment, six fields", SixOf(host), mostCpu: 1.45, mostBytes: 6 * 1024),
                new("client, 1 environment, full type", FullOf(host), mostCpu: 1.75, mostBytes: 11 * 1024),
            ]
            : [new("bare HttpClient, 100 environments", Post(http, port)), new("client, 100 environments, six fields", SixOf(host), mostBytes: 60 * 1024)];
        await WarmAsync(cells);
        for (int round = 0; round < Rounds; round++)
        {
            foreach (Cell cell in cells)
            {
                await cell.RunAsync(Callers, Length, keep: true);
            }
        }

        return Report(cells);
    }

    /// <summary>Starts the server on core 0 and the measurement on core 1 (a process is born on the cores of the thread that starts it), or both on all cores.</summary>
    private static async Task<int> RunAsync(int environments, bool pinned, bool serverSleeps)
    {
        Pin(pinned, core: 0);
        using Process server = LoopbackServer.StartInOwnProcess(environments, serverSleeps, out int port);
        try
        {
            Pin(pinned && Environment.ProcessorCount > 1, core: 1);
            ProcessStartInfo start = LoopbackServer.Self(MeasureArgument, $"{environments}", $"{port}");

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

    /// <summary>Runs rounds until two in a row compile next to nothing more: the just-in-time compiler is no part of a call.</summary>
    private static async Task WarmAsync(Cell[] cells)
    {
        int quiet = 0;
        int round = 0;
        for (; round < MostWarmRounds && quiet < 2; round++)
        {
            long before = JitInfo.GetCompiledMethodCount();
            foreach (Cell cell in cells)
            {
                await cell.RunAsync(Callers, Length, keep: false);
            }

            quiet = round >= LeastWarmRounds && JitInfo.GetCompiledMethodCount() - before <= 20 ? quiet + 1 : 0;
        }

        if (quiet < 2)
        {
            throw new InvalidOperationException("The just-in-time compiler did not come to rest: measure again on a quieter machine.");
        }
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
        bool ok = true;
        foreach (Cell cell in cells)
        {
            double ratio = cell.CpuOver(cells[0]);
            bool kept = !(ratio > cell.MostCpu) && !(cell.Bytes > cell.MostBytes);
            ok &= kept;
            string bound = $"{(cell.MostCpu is null ? string.Empty : $"{cell.MostCpu:F2}x, ")}{cell.MostBytes} B: {(kept ? "kept" : "BROKEN")}";
            Console.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"| {cell.Name} | {cell.Rate:F0} | {cell.Cpu:F1} | {cell.Bytes:F0} | {ratio:F2} | {(cell.MostBytes is null ? string.Empty : bound)} |"));
        }

        return ok ? 0 : 1;
    }

    /// <summary>Posts what the client sends, byte for byte but for the signature, which was made beforehand.</summary>
    private static Func<ValueTask> Post(HttpClient http, int port)
    {
        var address = new Uri($"http://127.0.0.1:{port}/");
        string signature = "TC3-HMAC-SHA256 Credential=AKIDBENCH/2026-01-01/tcb/tc3_request, SignedHeaders=content-type;host, Signature=" + new string('0', 64);
        return async () =>
        {
            using var content = new ByteArrayContent(Request);
            content.Headers.TryAddWithoutValidation("Content-Type", "application/json");
            using var message = new HttpRequestMessage(HttpMethod.Post, address) { Content = content };
            message.Headers.TryAddWithoutValidation("Authorization", signature);
            message.Headers.TryAddWithoutValidation("X-TC-Action", "DescribeEnvs");
            message.Headers.TryAddWithoutValidation("X-TC-Version", "2018-06-08");
            message.Headers.TryAddWithoutValidation("X-TC-Timestamp", "1767225600");
            message.Headers.TryAddWithoutValidation("X-TC-Language", "en-US");
            message.Headers.TryAddWithoutValidation("X-TC-Region", "ap-shanghai");
            using HttpResponseMessage response = await http.SendAsync(message);
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

    private sealed class Cell(string name, Func<ValueTask> call, double? mostCpu = null, int? mostBytes = null)
    {
        private readonly List<(double Rate, double Cpu, double Bytes)> _rounds = [];

        public string Name => name;

        public double? MostCpu => mostCpu;

        public int? MostBytes => mostBytes;

        public double Rate => Middle(r => r.Rate);

        /// <summary>Gets microseconds of this process's CPU a call.</summary>
        public double Cpu => Middle(r => r.Cpu);

        public double Bytes => Middle(r => r.Bytes);

        /// <summary>Gets the median of the rounds' ratios: a machine that slows down does so for both of a round.</summary>
        public double CpuOver(Cell other)
        {
            double[] sorted = [.. _rounds.Zip(other._rounds, (mine, its) => mine.Cpu / its.Cpu).Order()];
            return sorted[sorted.Length / 2];
        }

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
