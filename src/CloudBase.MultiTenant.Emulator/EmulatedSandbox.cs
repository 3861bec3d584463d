using CloudBase.MultiTenant.Emulator.Sandboxes.Fleet;

namespace CloudBase.MultiTenant.Emulator;

/// <summary>A sandbox as <c>/_emulator/sandboxes</c> shows it, with how long it has run. Immutable.</summary>
public sealed record EmulatedSandbox
{
    /// <summary>Its id.</summary>
    public required string Id { get; init; }

    /// <summary>The name of the template or tool that it was started from; a snapshot without a name is shown by its id.</summary>
    public required string Template { get; init; }

    /// <summary>Its state: <c>starting</c>, <c>running</c>, <c>pausing</c>, <c>paused</c>, <c>resuming</c>, <c>stopping</c>, <c>stopped</c> or <c>failed</c>.</summary>
    public required string State { get; init; }

    /// <summary>Why it ended: <c>manual</c>, <c>timeout</c>, <c>error</c> or <c>system</c>; null while it lives.</summary>
    public string? EndReason { get; init; }

    /// <summary>When it was asked for.</summary>
    public required DateTimeOffset CreatedAt { get; init; }

    /// <summary>When its lifetime ends, or ended.</summary>
    public required DateTimeOffset EndsAt { get; init; }

    /// <summary>How long it has run.</summary>
    public required TimeSpan Running { get; init; }

    /// <summary>How long it was paused.</summary>
    public required TimeSpan Paused { get; init; }

    /// <summary>Its labels.</summary>
    public required IReadOnlyDictionary<string, string> Metadata { get; init; }

    internal static EmulatedSandbox Of(SandboxView view) => new()
    {
        Id = view.Id,
        Template = TemplateOf(view),
        State = view.State.ToString().ToLowerInvariant(),
        EndReason = view.IsAlive ? null : view.Ended?.ToString().ToLowerInvariant(),
        CreatedAt = view.CreatedAt,
        EndsAt = view.EndsAt,
        Running = view.Running,
        Paused = view.Paused,
        Metadata = view.Metadata,
    };

    internal static string TemplateOf(SandboxView view) => view.Start.Template.Name.Length > 0 ? view.Start.Template.Name : view.Start.Template.Id;
}
