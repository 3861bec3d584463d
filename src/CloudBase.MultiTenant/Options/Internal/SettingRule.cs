namespace CloudBase.MultiTenant.Options;

/// <summary>What the rules of one option demand.</summary>
internal sealed record SettingRule
{
    public static SettingRule None { get; } = new();

    public IComparable? Least { get; init; }

    public bool LeastExcluded { get; init; }

    public IComparable? Most { get; init; }

    public bool IsRequired { get; init; }

    /// <summary>Gets the only texts that are allowed; null when more are.</summary>
    public IReadOnlyList<string>? Allowed { get; init; }

    /// <summary>Gets rules that only words can tell.</summary>
    public IReadOnlyList<string> Words { get; init; } = [];
}
