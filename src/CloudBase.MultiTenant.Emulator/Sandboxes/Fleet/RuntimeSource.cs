using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>Opens the runtime when the first sandbox is wanted, and remembers why when that is not possible. Thread-safe.</summary>
internal sealed class RuntimeSource(Func<Task<ISandboxRuntime>> open) : IAsyncDisposable
{
    /// <summary>What is said while it is not known yet.</summary>
    public const string BeingTried = "being tried";

    private readonly Lock _gate = new();
    private Task<ISandboxRuntime>? _runtime;

    /// <exception cref="FleetException">No sandbox can be started on this machine.</exception>
    public async Task<ISandboxRuntime> GetAsync()
    {
        Task<ISandboxRuntime> opening;
        lock (_gate)
        {
            opening = _runtime ??= Task.Run(open);
        }

        try
        {
            return await opening.ConfigureAwait(false);
        }
        catch (Exception exception)
        {
            throw new FleetException(FleetError.Unavailable, exception.Message, exception);
        }
    }

    /// <summary>The tier and its notes, or why there is none; what took longer than the wait is said to be under way.</summary>
    public async Task<IReadOnlyList<string>> DescribeAsync(TimeSpan wait)
    {
        try
        {
            var runtime = await GetAsync().WaitAsync(wait, TimeProvider.System).ConfigureAwait(false);
            return [Name(runtime.Tier), .. runtime.Notes];
        }
        catch (FleetException exception)
        {
            return ["none", exception.Message];
        }
        catch (TimeoutException)
        {
            return [BeingTried + "; this is told below when it is known"];
        }
    }

    public async ValueTask DisposeAsync()
    {
        Task<ISandboxRuntime>? opened;
        lock (_gate)
        {
            opened = _runtime;
            _runtime = Task.FromException<ISandboxRuntime>(new SandboxRuntimeException("The emulator has stopped."));
        }

        if (opened is null)
        {
            return;
        }

        // What never opened is not closed.
        await ((Task)opened).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (opened.IsCompletedSuccessfully)
        {
            await (await opened.ConfigureAwait(false)).DisposeAsync().ConfigureAwait(false);
        }
    }

    private static string Name(SandboxTier tier) => tier switch
    {
        SandboxTier.Bubblewrap => "bubblewrap",
        SandboxTier.Unshare => "unshare (util-linux)",
        _ => "PLAIN PROCESSES, NO ISOLATION (--unsafe-processes)",
    };
}
