using CloudBase.MultiTenant.Emulator;
using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;
using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Ports;
using CloudBase.MultiTenant.TestKit.Logging;
using Microsoft.Extensions.DependencyInjection;
using Microsoft.Extensions.Logging;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

/// <summary>One provider over an emulator with real sandboxes of one tier. Where this machine has no such tier, tests say so and are skipped; in CI they fail.</summary>
public abstract class SandboxWorld : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sandbox-contract-").FullName;
    private CloudBaseEmulator? _emulator;
    private ServiceProvider? _services;
    private string? _missing;

    internal SandboxWorld()
    {
    }

    /// <summary>A template that every machine has.</summary>
    public abstract string Template { get; }

    public CloudBaseEmulator Emulator => Ready(_emulator);

    public IServiceProvider Services => Ready(_services);

    public ISandboxProvider Provider => Services.GetRequiredService<ISandboxProvider>();

    public CapturingLoggerProvider Logs { get; } = new();

    internal abstract SandboxTier Tier { get; }

    public async ValueTask InitializeAsync()
    {
        ISandboxRuntime? runtime = null;
        try
        {
            runtime = await SandboxRuntimes.ProbeAsync(new SandboxRuntimeOptions { Directory = _directory, Tier = Tier }, CancellationToken.None);
        }
        catch (SandboxRuntimeException exception)
        {
            _missing = exception.Message;
            return;
        }

        _emulator = await CloudBaseEmulator.StartAsync(new CloudBaseEmulatorOptions { TimeProvider = new EmulatorClock() }, new RuntimeSource(() => Task.FromResult(runtime)), CancellationToken.None);
        ServiceCollection services = new();
        services.AddLogging(l => l.SetMinimumLevel(LogLevel.Trace).AddProvider(Logs));
        AddProvider(services.AddCloudBaseMultiTenant(o => o.DeploymentName = "contract"), _emulator);
        _services = services.BuildServiceProvider();
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_services is not null)
        {
            await _services.DisposeAsync();
        }

        if (_emulator is not null)
        {
            await _emulator.DisposeAsync();
        }

        Directory.Delete(_directory, recursive: true);
    }

    /// <summary>Makes the answer to the next start get lost after it worked.</summary>
    public abstract void LoseNextStart();

    /// <summary>How many sandboxes of this emulator run or are paused.</summary>
    public int CountLiving() => Emulator.Sandboxes.Count(s => s.State is not ("stopped" or "failed"));

    internal abstract void AddProvider(ICloudBaseMultiTenantBuilder builder, CloudBaseEmulator emulator);

    private T Ready<T>(T? value)
        where T : class
    {
        if (value is null)
        {
            string reason = $"No sandbox of the tier {Tier} can be started: {_missing} (tests/run.sh --install installs what it needs).";
            if (Environment.GetEnvironmentVariable("CI") == "true")
            {
                Assert.Fail(reason);
            }

            Assert.Skip(reason);
        }

        return value;
    }
}
