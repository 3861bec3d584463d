using System.Collections.Concurrent;
using System.Diagnostics;
using System.Diagnostics.Metrics;
using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Logging;
using CloudBase.MultiTenant.TestKit.Sandboxes;
using Microsoft.AspNetCore.DataProtection;
using Microsoft.Extensions.Configuration;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Diagnostics.Metrics;
using Microsoft.Extensions.Hosting;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Conventions.Tests.Secrets;

/// <summary>Everything put together as a host does it, on the emulator and SQLite, with every line, trace and measurement kept.</summary>
internal sealed class FullHost : IAsyncDisposable
{
    /// <summary>The account's secret key: nothing of it may be seen anywhere.</summary>
    public const string PlatformKey = "CANARYplatformKey0123456789abcdef";

    /// <summary>The key of the sandboxes' service, likewise.</summary>
    public const string SandboxKey = "e2b_CANARYsandboxKey0123456789abcdef";

    private static readonly TimeSpan s_second = TimeSpan.FromSeconds(1);

    private readonly ActivityListener _traces;
    private readonly MeterListener _measurements = new();
    private readonly IHost _host;

    private FullHost(string directory, string? wrongKey)
    {
        Directory = directory;
        PoolProvider = new FakePoolProvider(Clock) { Capabilities = SandboxCapabilities.PauseWithMemory | SandboxCapabilities.NativeStartId };
        _traces = new ActivityListener
        {
            ShouldListenTo = _ => true,
            Sample = (ref ActivityCreationOptions<ActivityContext> _) => ActivitySamplingResult.AllDataAndRecorded,
            ActivityStopped = Keep,
        };
        ActivitySource.AddActivityListener(_traces);
        _host = Build(directory, wrongKey);
        IMeterFactory own = _host.Services.GetRequiredService<IMeterFactory>();
        _measurements.InstrumentPublished = (instrument, listener) =>
        {
            if (ReferenceEquals(instrument.Meter.Scope, own) && instrument.Meter.Name == CloudBaseTelemetry.Name)
            {
                Instruments[instrument.Name] = instrument;
                listener.EnableMeasurementEvents(instrument);
            }
        };
        _measurements.SetMeasurementEventCallback<long>((i, value, tags, _) => Keep(i, value, tags));
        _measurements.SetMeasurementEventCallback<double>((i, value, tags, _) => Keep(i, value, tags));
        _measurements.Start();
    }

    public string Directory { get; }

    public IServiceProvider Services => _host.Services;

    /// <summary>Gets the clock of the host and of its emulator.</summary>
    public EmulatorClock Clock { get; } = new();

    /// <summary>Gets the provider of the pools' sandboxes: no machine needs any to run this test.</summary>
    public FakePoolProvider PoolProvider { get; }

    public CapturingLoggerProvider Logs { get; } = new();

    public ConcurrentDictionary<string, Instrument> Instruments { get; } = new(StringComparer.Ordinal);

    public ConcurrentQueue<string> Traces { get; } = new();

    /// <summary>Gets every span of the library with each of its tags, by name; a call to the cloud counts as <c>{service}/{Action}</c>.</summary>
    public ConcurrentDictionary<(string Span, ActivityKind Kind, string Tag), string> SpanTags { get; } = new();

    public ConcurrentQueue<(string Instrument, string Tag, string Value)> Tags { get; } = new();

    public static async Task<FullHost> StartAsync(string directory, string? wrongKey = null)
    {
        FullHost host = new(directory, wrongKey);
        await host._host.StartAsync();
        return host;
    }

    public void ReadGauges() => _measurements.RecordObservableInstruments();

    public async ValueTask DisposeAsync()
    {
        await _host.StopAsync();
        await ((IAsyncDisposable)_host).DisposeAsync();
        _measurements.Dispose();
        _traces.Dispose();
    }

    private IHost Build(string directory, string? wrongKey)
    {
        HostApplicationBuilder builder = Host.CreateEmptyApplicationBuilder(new HostApplicationBuilderSettings { DisableDefaults = true });
        builder.ConfigureContainer(new DefaultServiceProviderFactory(new ServiceProviderOptions { ValidateOnBuild = true, ValidateScopes = true }));
        builder.Services.AddSingleton<TimeProvider>(Clock);
        builder.Services.AddSingleton<ISandboxProvider>(PoolProvider);
        builder.Services.AddLogging(logging => logging.ClearProviders().SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        builder.Configuration.AddInMemoryCollection(new Dictionary<string, string?>
        {
            ["CloudBase:DeploymentName"] = "canaries",
            ["CloudBase:DefaultIsolation"] = IsolationKind.WhiteLabel.Name,
            ["CloudBase:Renewal:Policy"] = "Managed",
            ["CloudBase:CamSubAccount:ConsoleLogin"] = "true",
            ["CloudBase:Emulator:SecretKey"] = PlatformKey,
        });
        builder.Services.AddCloudBaseMultiTenant(builder.Configuration.GetSection("CloudBase"))
            .UseEmulator(e => e.Configure = o => (o.SecretKey, o.SandboxApiKey) = (wrongKey ?? o.SecretKey, SandboxKey))
            .AddWhiteLabelIsolation()
            .AddCamSubAccountIsolation()
            .AddE2BSandboxes()
            .AddEnvironmentPool(p => p.Target = 1)
            .AddSandboxPool("node", p => (p.Provider, p.Base, p.LeaseRenewal, p.OrphanInterval, p.OrphanAge) = (PoolProvider.Name, "base", s_second, s_second, s_second))
            .AddSandboxPool("empty", p => (p.Provider, p.Base, p.WarmTarget, p.ColdWhenEmpty) = (PoolProvider.Name, "base", 0, false))
            .UseSqliteStore(Path.Combine(directory, "tenants.db"))
            .ProtectSecretsWithDataProtection(keys => keys.PersistKeysToFileSystem(new DirectoryInfo(Path.Combine(directory, "keys"))));
        return builder.Build();
    }

    private void Keep(Activity activity)
    {
        IEnumerable<string> parts = activity.TagObjects.Select(t => $"{t.Key}={t.Value}")
            .Concat(activity.Events.SelectMany(e => e.Tags.Select(t => $"{e.Name}.{t.Key}={t.Value}")))
            .Concat(activity.Baggage.Select(b => $"{b.Key}={b.Value}"));
        if (activity.Source.Name == CloudBaseTelemetry.Name)
        {
            foreach (KeyValuePair<string, object?> tag in activity.TagObjects.Where(t => t.Value is not null))
            {
                SpanTags[(activity.OperationName.Contains('/', StringComparison.Ordinal) ? "{service}/{Action}" : activity.OperationName, activity.Kind, tag.Key)] = $"{tag.Value}";
            }
        }

        Traces.Enqueue($"{activity.Source.Name} {activity.DisplayName} {activity.StatusDescription} {string.Join(' ', parts)}");
    }

    private void Keep<T>(Instrument instrument, T value, ReadOnlySpan<KeyValuePair<string, object?>> tags)
    {
        Tags.Enqueue((instrument.Name, string.Empty, $"{value}"));
        foreach ((string tag, object? given) in tags)
        {
            Tags.Enqueue((instrument.Name, tag, $"{given}"));
        }
    }
}
