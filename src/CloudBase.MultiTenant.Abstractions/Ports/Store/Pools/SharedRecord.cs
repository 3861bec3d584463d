namespace CloudBase.MultiTenant.Ports;

/// <summary>A small record that hosts share: a breaker, a bucket of tokens, how far an upgrade is. Immutable.</summary>
public sealed record SharedRecord
{
    // Databases that index text of a bounded length would cut it, and make two records one.
    private const int MostOfKind = 40;
    private const int MostOfName = 128;

    /// <summary>Gets the account.</summary>
    public required CloudAccountName Account { get; init; }

    /// <summary>Gets what kind of record it is, such as <c>template-breaker</c>: 1 to 40 characters.</summary>
    /// <exception cref="ArgumentException">It is empty or longer.</exception>
    public required string Kind { get; init => field = Bounded(value, MostOfKind, nameof(Kind)); }

    /// <summary>Gets its name within the kind: 1 to 128 characters.</summary>
    /// <exception cref="ArgumentException">It is empty or longer.</exception>
    public required string Name { get; init => field = Bounded(value, MostOfName, nameof(Name)); }

    /// <summary>Gets what it says; never a secret.</summary>
    public required StepData Data { get; init; }

    /// <summary>Gets when it last changed.</summary>
    public required DateTimeOffset UpdatedAt { get; init; }

    /// <summary>Gets the version of this record; 0 for one that is not stored yet. The store counts it up with every change.</summary>
    public long Version { get; init; }

    private static string Bounded(string value, int most, string member)
    {
        ArgumentException.ThrowIfNullOrEmpty(value, member);
        return value.Length <= most ? value : throw new ArgumentException($"{member} is '{value}', {value.Length} characters long: give at most {most}.", member);
    }
}
