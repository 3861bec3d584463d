using System.ComponentModel;
using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Sandboxes;

/// <summary>What a start may be, with any provider. For packages that add a provider. Thread-safe.</summary>
[EditorBrowsable(EditorBrowsableState.Advanced)]
public static class SandboxStartRules
{
    /// <summary>The label that a provider without start ids of its own keeps a start's id in.</summary>
    public const string StartIdLabel = "cbmt-start";

    private static readonly TimeSpan s_longest = TimeSpan.FromDays(30);

    /// <summary>Throws for a start that no provider takes, before anything is sent.</summary>
    /// <param name="start">The start.</param>
    /// <exception cref="ArgumentException">It breaks a rule; the message names the value, the rule and the way out.</exception>
    public static void Check(SandboxStart start)
    {
        ArgumentNullException.ThrowIfNull(start);
        if (start.StartId is not { Length: >= 8 and <= 64 } || start.StartId.AsSpan().ContainsAnyExcept("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_"))
        {
            throw Refused($"StartId is '{start.StartId}': give 8 to 64 letters, digits, '-' or '_', drawn at random and kept, so that a repeated start finds the first.");
        }

        if (start.Template is null == start.Snapshot is null)
        {
            throw Refused($"Template is {(start.Template is null ? "missing" : $"'{start.Template}'")} and Snapshot is {(start.Snapshot is null ? "missing" : $"'{start.Snapshot}'")}: give exactly one of them.");
        }

        if (start.Template is { } template && (template.Length is 0 or > 256 || template.Any(c => c is <= ' ' or > '~')))
        {
            throw Refused($"Template is '{template}': give 1 to 256 visible ASCII characters, the provider's name for it.");
        }

        CheckLifetime(start.Lifetime, nameof(start.Lifetime));
        CheckTexts(start);
    }

    /// <summary>Throws for a lifetime that no provider takes.</summary>
    /// <param name="lifetime">The lifetime; null is the provider's default.</param>
    /// <param name="name">What messages call it.</param>
    /// <exception cref="ArgumentException">It breaks a rule.</exception>
    public static void CheckLifetime(TimeSpan? lifetime, string name)
    {
        if (lifetime is { } given && (given < TimeSpan.FromSeconds(1) || given > s_longest || given.Ticks % TimeSpan.TicksPerSecond != 0))
        {
            throw new ArgumentException($"{name} is {given}: give whole seconds, 00:00:01 to {s_longest}.", name);
        }
    }

    private static void CheckTexts(SandboxStart start)
    {
        foreach ((string key, string value) in start.Metadata)
        {
            if (key.Length is 0 or > 128 || key == StartIdLabel || value.Length > 1024 || key.Any(char.IsControl) || value.Any(char.IsControl))
            {
                throw Refused($"Metadata has '{key}' = '{value}': a label's name has 1 to 128 characters and is not {StartIdLabel}, its value has up to 1024, and neither has control characters.");
            }
        }

        foreach ((string name, string value) in start.Environment)
        {
            if (name.Length == 0 || name.AsSpan().ContainsAny('=', '\0') || value.Contains('\0', StringComparison.Ordinal))
            {
                throw Refused($"Environment has '{name}': a name is not empty and holds no '=', and neither it nor its value holds a zero character.");
            }
        }
    }

    private static ArgumentException Refused(string problem) => new($"The start was not sent: {problem}");
}
