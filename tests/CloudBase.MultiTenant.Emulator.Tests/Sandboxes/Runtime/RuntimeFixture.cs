using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;
using CloudBase.MultiTenant.Emulator.Tests.Support;

namespace CloudBase.MultiTenant.Emulator.Tests.Sandboxes.Runtime;

/// <summary>A runtime of one tier with a folder of its own, or the reason why this machine has none.</summary>
public abstract class RuntimeFixture : IAsyncLifetime
{
    private readonly string _directory = Directory.CreateTempSubdirectory("sandbox-runtime-").FullName;
    private ISandboxRuntime? _runtime;
    private string? _missing;
    private int _last;

    internal ISandboxRuntime Runtime
    {
        get
        {
            if (_missing is not null)
            {
                Needed.Missing($"No sandbox was started: {_missing} (tests/run.sh --install installs what it needs).");
            }

            return _runtime!;
        }
    }

    internal abstract SandboxTier Tier { get; }

    /// <summary>Whether homes are copied, as where overlayfs is refused.</summary>
    internal virtual bool Copies => false;

    /// <summary>Whether sandboxes have no cgroups, as where none can be written.</summary>
    internal virtual bool HasNoCgroups => false;

    internal string DataDirectory => _directory;

    public async ValueTask InitializeAsync()
    {
        try
        {
            _runtime = await SandboxRuntimes.ProbeAsync(new SandboxRuntimeOptions { Directory = _directory, Tier = Tier, IsTemporary = true, CopyLayers = Copies, NoCgroups = HasNoCgroups }, CancellationToken.None);
        }
        catch (SandboxRuntimeException e)
        {
            _missing = e.Message;
        }
    }

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        if (_runtime is not null)
        {
            await _runtime.DisposeAsync();
        }

        if (Directory.Exists(_directory))
        {
            Directory.Delete(_directory, recursive: true);
        }
    }

    internal string NewId() => $"sbx-{Interlocked.Increment(ref _last)}";

    internal Task<IRunningSandbox> StartAsync(SandboxLimits? limits = null) =>
        Runtime.StartAsync(new SandboxLayout { Id = NewId(), Limits = limits ?? new() }, TestContext.Current.CancellationToken);
}
