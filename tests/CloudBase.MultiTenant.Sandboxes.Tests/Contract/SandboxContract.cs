using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes.Tests.Contract;

/// <summary>What the three parts of the contract share: one world for a class, sandboxes that end with their test, a time limit.</summary>
public abstract class SandboxContract<TWorld>(TWorld world) : IClassFixture<TWorld>, IAsyncLifetime
    where TWorld : SandboxWorld
{
    private readonly List<ISandbox> _started = [];
    private readonly CancellationTokenSource _patience = new(TimeSpan.FromSeconds(90));
    private int _last;

    protected TWorld World { get; } = world;

    protected ISandboxProvider Provider => World.Provider;

    protected CancellationToken Limit => _patience.Token;

    public ValueTask InitializeAsync() => ValueTask.CompletedTask;

    public async ValueTask DisposeAsync()
    {
        GC.SuppressFinalize(this);
        foreach (ISandbox sandbox in _started)
        {
            await sandbox.StopAsync(CancellationToken.None);
        }

        _patience.Dispose();
    }

    /// <summary>A start that no other test made.</summary>
    protected SandboxStart NewStart() => new()
    {
        StartId = $"start-{TestContext.Current.Test!.UniqueID[..16]}-{Interlocked.Increment(ref _last)}",
        Template = World.Template,
        Lifetime = TimeSpan.FromMinutes(10),
    };

    protected Task<ISandbox> StartAsync() => StartAsync(NewStart());

    protected async Task<ISandbox> StartAsync(SandboxStart start)
    {
        ISandbox sandbox = await Provider.StartAsync(start, Limit);
        lock (_started)
        {
            _started.Add(sandbox);
        }

        return sandbox;
    }

    /// <summary>Whether the provider says that it can; where it cannot, the call must say so, and there is nothing more to try.</summary>
    protected async Task<bool> CanAsync(SandboxCapabilities needed, Func<Task> call)
    {
        if (Provider.Capabilities.HasFlag(needed))
        {
            return true;
        }

        await call.Should().ThrowAsync<NotSupportedException>($"{Provider.Name} does not say that it can: {needed}");
        return false;
    }

    /// <summary>Asks again until it is so; what never is fails by the test's time limit.</summary>
    protected async Task UntilAsync(Func<Task<bool>> condition)
    {
        while (!await condition())
        {
            await Task.Delay(20, Limit);
        }
    }
}
