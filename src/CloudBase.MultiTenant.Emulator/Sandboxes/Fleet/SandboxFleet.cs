using CloudBase.MultiTenant.Emulator.State;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>The sandboxes of the account: starts, lists, pauses, resumes, saves and ends them, and ends those whose time is over. Thread-safe.</summary>
/// <remarks>Members named Begin do no more than note the change and leave the rest to <see cref="FleetSandbox.Transition"/>; they may be called under another gate.</remarks>
internal sealed partial class SandboxFleet : IAsyncDisposable
{
    private const int MaxEnded = 500;
    private readonly Lock _gate = new();
    private readonly Dictionary<string, FleetSandbox> _sandboxes = new(StringComparer.Ordinal);
    private readonly Dictionary<string, string> _idsByToken = new(StringComparer.Ordinal);
    private readonly Queue<string> _ended = new();
    private readonly LayerKeeper _layers = new();
    private readonly WorkUnderWay _underWay = new();
    private readonly RuntimeSource _source;
    private readonly TimeProvider _time;
    private readonly Chance _chance;
    private bool _disposed;

    public SandboxFleet(CloudBaseEmulatorOptions options, RuntimeSource source)
    {
        Options = options;
        _source = source;
        _time = options.TimeProvider;
        // A sequence of its own: how sandboxes are started changes no id of the account.
        _chance = new Chance(options.Seed is { } seed ? unchecked((seed * 31) ^ 0x5b0c5) : null);
        Keys = new ApiKeyRing(options.SandboxApiKey);
        Shelf = new TemplateShelf(_time.GetUtcNow());
    }

    public CloudBaseEmulatorOptions Options { get; }

    public DateTimeOffset Now => _time.GetUtcNow();

    private ApiKeyRing Keys { get; }

    private TemplateShelf Shelf { get; set; }

    /// <summary>Notes a sandbox and starts it; the same client token again is the sandbox that it stands for.</summary>
    /// <exception cref="FleetException">There are as many as there may be.</exception>
    public SandboxView Begin(FleetStart start)
    {
        // At once: it may be running by the next time that somebody looks.
        lock (_gate)
        {
            return SandboxView.Of(BeginStart(start), Now);
        }
    }

    /// <summary>Starts a sandbox and waits until it runs.</summary>
    public async Task<SandboxView> StartAsync(FleetStart start, CancellationToken cancellationToken)
    {
        var sandbox = BeginStart(start);
        await sandbox.Transition.WaitAsync(cancellationToken).ConfigureAwait(false);
        return View(sandbox);
    }

    /// <summary>What a sandbox is now; an ended one is shown until it is forgotten. Null when there is none.</summary>
    public SandboxView? Peek(string id)
    {
        lock (_gate)
        {
            if (!_sandboxes.TryGetValue(id, out var sandbox))
            {
                return null;
            }

            EndIfDue(sandbox);
            return SandboxView.Of(sandbox, Now);
        }
    }

    /// <summary>What a sandbox is when its changes under way are done.</summary>
    /// <exception cref="FleetException">It is not there, or has ended.</exception>
    public async Task<SandboxView> FindAsync(string id, CancellationToken cancellationToken) =>
        View(await ChangeAsync(id, static _ => Task.CompletedTask, cancellationToken).ConfigureAwait(false));

    /// <summary>Every sandbox that is known, in the order of creation.</summary>
    public IReadOnlyList<SandboxView> All(bool ended = false)
    {
        lock (_gate)
        {
            foreach (var sandbox in _sandboxes.Values)
            {
                EndIfDue(sandbox);
            }

            return [.. _sandboxes.Values.Where(sandbox => ended || sandbox.IsAlive)
                .OrderBy(sandbox => sandbox.CreatedAt).ThenBy(sandbox => sandbox.Id, StringComparer.Ordinal)
                .Select(sandbox => SandboxView.Of(sandbox, Now))];
        }
    }

    /// <summary>The running processes of a sandbox, to be attached to; a paused one that resumes by itself does so for who may wake it.</summary>
    /// <exception cref="FleetException">It is not there, has ended, or is paused.</exception>
    public async Task<(SandboxView View, SandboxRun Run)> AttachAsync(string id, bool mayWake, CancellationToken cancellationToken)
    {
        SandboxRun? run = null;
        var sandbox = await ChangeAsync(
            id,
            found =>
            {
                if (found.State == FleetState.Paused && found.Start.AutoResume && mayWake)
                {
                    return BeginResume(found, found.Lifetime);
                }

                run = found.State == FleetState.Running ? found.Run : throw new FleetException(FleetError.Conflict, $"The sandbox '{id}' is paused.");
                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        lock (_gate)
        {
            return (SandboxView.Of(sandbox, Now), run ?? sandbox.Run ?? throw FleetException.NoSandbox(id));
        }
    }

    /// <summary>Whether a key opens the sandbox API.</summary>
    public bool TakesKey(string key)
    {
        lock (_gate)
        {
            return Keys.Takes(key);
        }
    }

    /// <summary>Reads or changes keys, templates and names together.</summary>
    public TResult WithAccount<TResult>(Func<TemplateShelf, ApiKeyRing, Chance, TResult> use)
    {
        lock (_gate)
        {
            return use(Shelf, Keys, _chance);
        }
    }

    /// <summary>Every key of the sandbox API and every token of a sandbox that is known.</summary>
    public IReadOnlyList<string> Secrets()
    {
        lock (_gate)
        {
            return [.. Keys.Secrets, .. _sandboxes.Values.SelectMany(sandbox => sandbox.Tokens.All)];
        }
    }

    /// <summary>Ends every sandbox and forgets every template and key that was made.</summary>
    public async Task ResetAsync()
    {
        List<Task> stops = [];
        lock (_gate)
        {
            stops.AddRange(_sandboxes.Values.Where(sandbox => sandbox.IsAlive).ToList().ConvertAll(sandbox => BeginStop(sandbox, EndReason.System)));
            _sandboxes.Clear();
            _ended.Clear();
            _idsByToken.Clear();
            Keys.Clear();
            stops.AddRange(Shelf.All.Select(template => DropAsync(_layers.Release(template.Layers))));
            Shelf = new TemplateShelf(Now);
        }

        foreach (var stop in stops)
        {
            await QuietlyAsync(stop, CancellationToken.None).ConfigureAwait(false);
        }
    }

    /// <summary>Ends what is attached to sandboxes, so that nobody waits for a stream that has no end.</summary>
    public void DetachAll()
    {
        lock (_gate)
        {
            foreach (var sandbox in _sandboxes.Values)
            {
                sandbox.Run?.Detach();
            }
        }
    }

    public async ValueTask DisposeAsync()
    {
        List<SandboxRun> runs;
        lock (_gate)
        {
            _disposed = true;
            runs = _sandboxes.Values.Select(sandbox => sandbox.Run).OfType<SandboxRun>().ToList();
            foreach (var sandbox in _sandboxes.Values)
            {
                sandbox.Expiry?.Dispose();
            }
        }

        foreach (var run in runs)
        {
            await run.DisposeAsync().ConfigureAwait(false);
        }

        await _underWay.SettleAsync().ConfigureAwait(false);
        await _source.DisposeAsync().ConfigureAwait(false);
    }

    private SandboxView View(FleetSandbox sandbox)
    {
        lock (_gate)
        {
            return SandboxView.Of(sandbox, Now);
        }
    }

    /// <summary>Waits until no change of a sandbox is under way, then begins one.</summary>
    private async Task<FleetSandbox> ChangeAsync(string id, Func<FleetSandbox, Task> begin, CancellationToken cancellationToken)
    {
        while (true)
        {
            FleetSandbox sandbox;
            Task step;
            bool begun;
            lock (_gate)
            {
                sandbox = Alive(id);
                EndIfDue(sandbox);
                begun = !sandbox.IsChanging;
                step = begun ? begin(sandbox) : sandbox.Transition;
            }

            if (begun)
            {
                await step.WaitAsync(cancellationToken).ConfigureAwait(false);
                return sandbox;
            }

            await QuietlyAsync(step, cancellationToken).ConfigureAwait(false);
        }
    }

    private FleetSandbox Alive(string id) =>
        _sandboxes.TryGetValue(id, out var sandbox) && sandbox.State is not (FleetState.Stopped or FleetState.Failed)
            ? sandbox
            : throw FleetException.NoSandbox(id);

    private static async Task QuietlyAsync(Task task, CancellationToken cancellationToken)
    {
        // Who asked for that change was told what went wrong.
        await task.WaitAsync(cancellationToken).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        cancellationToken.ThrowIfCancellationRequested();
    }
}
