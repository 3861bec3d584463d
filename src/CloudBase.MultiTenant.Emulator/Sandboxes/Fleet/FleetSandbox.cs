using CloudBase.MultiTenant.Emulator.Sandboxes.Runtime;

namespace CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

/// <summary>One sandbox of the account, from its start until it is forgotten. What can change is written under the fleet's gate.</summary>
internal sealed class FleetSandbox
{
    private FleetState _state = FleetState.Starting;
    private DateTimeOffset _since;
    private TimeSpan _running;
    private TimeSpan _paused;

    public FleetSandbox(string id, FleetStart start, SandboxTokens tokens, DateTimeOffset now)
    {
        Id = id;
        Start = start;
        Tokens = tokens;
        CreatedAt = UpdatedAt = StartedAt = _since = now;
        Lifetime = start.Lifetime;
        EndsAt = now + start.Lifetime;
        Metadata = start.Metadata;
        Layers = start.Template.Layers;
    }

    public string Id { get; }

    public FleetStart Start { get; }

    public SandboxTokens Tokens { get; }

    public IReadOnlyList<string> Layers { get; }

    public DateTimeOffset CreatedAt { get; }

    public IReadOnlyDictionary<string, string> Metadata { get; set; }

    public DateTimeOffset StartedAt { get; set; }

    public DateTimeOffset UpdatedAt { get; private set; }

    public TimeSpan Lifetime { get; set; }

    public DateTimeOffset EndsAt { get; set; }

    public EndReason? Ended { get; set; }

    /// <summary>Its processes while it has any: from its start until it stops or is paused without memory.</summary>
    public SandboxRun? Run { get; set; }

    /// <summary>The change of state under way, or the latest; it fails as the change did.</summary>
    public Task Transition { get; set; } = Task.CompletedTask;

    public ITimer? Expiry { get; set; }

    public FleetState State => _state;

    public bool IsAlive => _state is not (FleetState.Stopping or FleetState.Stopped or FleetState.Failed);

    public bool IsChanging => _state is FleetState.Starting or FleetState.Pausing or FleetState.Resuming or FleetState.Stopping;

    public void Enter(FleetState state, DateTimeOffset now)
    {
        Account(now);
        _state = state;
        UpdatedAt = now;
    }

    /// <summary>How long it has run and been paused.</summary>
    public (TimeSpan Running, TimeSpan Paused) Usage(DateTimeOffset now)
    {
        Account(now);
        return (_running, _paused);
    }

    public SandboxLayout Layout(bool keepDisk, bool allowInternet) => new()
    {
        Id = Id,
        Layers = Layers,
        KeepDisk = keepDisk,
        AllowInternet = allowInternet && Start.AllowInternet,
        Environment = Start.Environment,
    };

    private void Account(DateTimeOffset now)
    {
        var span = now > _since ? now - _since : TimeSpan.Zero;
        if (_state is FleetState.Paused)
        {
            _paused += span;
        }
        else if (_state is FleetState.Running or FleetState.Pausing)
        {
            _running += span;
        }

        _since = now;
    }
}
