namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

internal sealed partial class SandboxFleet
{
    public static readonly TimeSpan MaxLifetime = TimeSpan.FromHours(24);

    public Task PauseAsync(string id, bool keepMemory, CancellationToken cancellationToken) =>
        ChangeAsync(id, sandbox => BeginPause(sandbox, keepMemory), cancellationToken);

    /// <exception cref="FleetException">It is not there, or is not running.</exception>
    public SandboxView BeginPause(string id, bool keepMemory) => Begin(id, sandbox => BeginPause(sandbox, keepMemory));

    public async Task<SandboxView> ResumeAsync(string id, TimeSpan? lifetime, CancellationToken cancellationToken) =>
        View(await ChangeAsync(id, sandbox => BeginResume(sandbox, lifetime ?? sandbox.Lifetime), cancellationToken).ConfigureAwait(false));

    /// <exception cref="FleetException">It is not there, or is not paused.</exception>
    public SandboxView BeginResume(string id, TimeSpan? lifetime) => Begin(id, sandbox => BeginResume(sandbox, lifetime ?? sandbox.Lifetime));

    /// <summary>Resumes what is paused; what runs is given at least the lifetime.</summary>
    public async Task<(SandboxView View, bool Resumed)> ConnectAsync(string id, TimeSpan? lifetime, CancellationToken cancellationToken)
    {
        var resumed = false;
        var sandbox = await ChangeAsync(
            id,
            found =>
            {
                resumed = found.State == FleetState.Paused;
                if (resumed)
                {
                    return BeginResume(found, lifetime ?? found.Lifetime);
                }

                if (lifetime is { } longer && Now + longer > found.EndsAt)
                {
                    Live(found, longer);
                }

                return Task.CompletedTask;
            },
            cancellationToken).ConfigureAwait(false);
        return (View(sandbox), resumed);
    }

    public async Task<SandboxView> ExtendAsync(string id, TimeSpan lifetime, CancellationToken cancellationToken) => View(await ChangeAsync(
        id,
        sandbox =>
        {
            RequireState(sandbox, FleetState.Running, "its lifetime is set when it is resumed");
            Live(sandbox, lifetime);
            return Task.CompletedTask;
        },
        cancellationToken).ConfigureAwait(false));

    /// <summary>Sets what is given, at once.</summary>
    public SandboxView Update(string id, TimeSpan? lifetime, IReadOnlyDictionary<string, string>? metadata) => Begin(
        id,
        sandbox =>
        {
            RequireState(sandbox, FleetState.Running, "only a running one is updated");
            sandbox.Metadata = metadata ?? sandbox.Metadata;
            if (lifetime is { } span)
            {
                Live(sandbox, span);
            }

            return Task.CompletedTask;
        });

    public Task StopAsync(string id, EndReason reason, CancellationToken cancellationToken)
    {
        Task stop;
        lock (_gate)
        {
            var sandbox = Alive(id);
            stop = sandbox.IsAlive ? BeginStop(sandbox, reason) : throw FleetException.NoSandbox(id);
        }

        return stop.WaitAsync(cancellationToken);
    }

    /// <summary>Kills a sandbox that has processes, as if they had died.</summary>
    public async Task<bool> CrashAsync(string id, CancellationToken cancellationToken)
    {
        try
        {
            await StopAsync(id, EndReason.Error, cancellationToken).ConfigureAwait(false);
            return true;
        }
        catch (FleetException exception) when (exception.Error == FleetError.NotFound)
        {
            return false;
        }
    }

    /// <exception cref="FleetException">It is not there.</exception>
    public SandboxView BeginStop(string id)
    {
        lock (_gate)
        {
            var sandbox = Alive(id);
            if (sandbox.IsAlive)
            {
                BeginStop(sandbox, EndReason.Manual);
            }

            return SandboxView.Of(sandbox, Now);
        }
    }

    private SandboxView Begin(string id, Func<FleetSandbox, Task> begin)
    {
        lock (_gate)
        {
            var sandbox = Alive(id);
            EndIfDue(sandbox);
            begin(sandbox);
            return SandboxView.Of(sandbox, Now);
        }
    }

    private FleetSandbox BeginStart(FleetStart start)
    {
        lock (_gate)
        {
            ObjectDisposedException.ThrowIf(_disposed, this);
            if (start.ClientToken is { } token && _idsByToken.TryGetValue(token, out var known) && _sandboxes.TryGetValue(known, out var same))
            {
                return same.Start.Template.Id == start.Template.Id
                    ? same
                    : throw new FleetException(FleetError.Conflict, $"The client token '{token}' was used for a start from '{same.Start.Template.Name}'.");
            }

            var live = _sandboxes.Values.Count(sandbox => sandbox.IsAlive && sandbox.State != FleetState.Paused);
            if (live >= Options.MaxSandboxes)
            {
                throw new FleetException(FleetError.LimitExceeded, $"{live} sandboxes run, the most there can be at a time ({nameof(Options.MaxSandboxes)}); stop or pause one first.");
            }

            var id = start.HexId ? Convert.ToHexStringLower(_chance.Bytes(16)) : "i" + _chance.Lower(19);
            var sandbox = new FleetSandbox(id, start, NewTokens(), Now);
            _sandboxes.Add(id, sandbox);
            _layers.Take(sandbox.Layers);
            if (start.ClientToken is { } fresh)
            {
                _idsByToken[fresh] = id;
            }

            sandbox.Transition = _underWay.Begin(() => RunAsync(sandbox, FleetState.Starting, keepDisk: false));
            return sandbox;
        }
    }

    /// <param name="sandbox">The sandbox.</param>
    /// <param name="keepMemory">Whether its processes are to go on where they were.</param>
    /// <param name="diskWillDo">Whether it is paused without memory where memory cannot be kept: nobody is there to be told.</param>
    private Task BeginPause(FleetSandbox sandbox, bool keepMemory, bool diskWillDo = false)
    {
        RequireState(sandbox, FleetState.Running, "only a running one is paused");
        sandbox.Expiry?.Dispose();
        sandbox.Enter(FleetState.Pausing, Now);
        return sandbox.Transition = _underWay.Begin(() => FreezeAsync(sandbox, keepMemory, diskWillDo));
    }

    private Task BeginResume(FleetSandbox sandbox, TimeSpan lifetime)
    {
        RequireState(sandbox, FleetState.Paused, "only a paused one is resumed");
        sandbox.Lifetime = lifetime;
        sandbox.Enter(FleetState.Resuming, Now);
        return sandbox.Transition = _underWay.Begin(() => sandbox.Run is { } frozen ? ThawAsync(sandbox, frozen) : RunAsync(sandbox, FleetState.Resuming, keepDisk: true));
    }

    private Task BeginStop(FleetSandbox sandbox, EndReason reason)
    {
        var before = sandbox.Transition;
        sandbox.Expiry?.Dispose();
        sandbox.Ended = reason;
        sandbox.Enter(FleetState.Stopping, Now);
        return sandbox.Transition = _underWay.Begin(() => EndAsync(sandbox, before));
    }

    private void EndIfDue(FleetSandbox sandbox)
    {
        if (sandbox.State != FleetState.Running || sandbox.EndsAt > Now)
        {
            return;
        }

        if (sandbox.Start.PauseOnExpiry)
        {
            BeginPause(sandbox, sandbox.Start.PauseKeepsMemory, diskWillDo: true);
        }
        else
        {
            BeginStop(sandbox, EndReason.Timeout);
        }
    }

    /// <summary>Gives a running sandbox a lifetime from now on.</summary>
    private void Live(FleetSandbox sandbox, TimeSpan lifetime)
    {
        sandbox.Lifetime = lifetime;
        sandbox.EndsAt = Now + lifetime;
        Await(sandbox);
    }

    /// <summary>Waits for the end of a running sandbox's lifetime.</summary>
    private void Await(FleetSandbox sandbox)
    {
        var left = sandbox.EndsAt - Now;
        sandbox.Expiry?.Dispose();
        sandbox.Expiry = _time.CreateTimer(_ => OnExpiry(sandbox), null, left > TimeSpan.Zero ? left : TimeSpan.Zero, Timeout.InfiniteTimeSpan);
    }

    private void OnExpiry(FleetSandbox sandbox)
    {
        lock (_gate)
        {
            if (!_disposed)
            {
                EndIfDue(sandbox);
            }
        }
    }

    private SandboxTokens NewTokens() => new(Convert.ToHexStringLower(_chance.Bytes(32)), Convert.ToHexStringLower(_chance.Bytes(32)));

    private static void RequireState(FleetSandbox sandbox, FleetState state, string rule)
    {
        if (sandbox.State is FleetState.Stopping or FleetState.Stopped or FleetState.Failed)
        {
            throw FleetException.NoSandbox(sandbox.Id);
        }

        if (sandbox.State != state)
        {
            throw new FleetException(FleetError.Conflict, $"The sandbox '{sandbox.Id}' is {sandbox.State.ToString().ToLowerInvariant()}: {rule}.");
        }
    }
}
