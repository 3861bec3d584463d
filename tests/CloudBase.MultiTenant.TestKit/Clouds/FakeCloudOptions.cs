namespace CloudBase.MultiTenant.TestKit.Clouds;

/// <summary>How the simulated cloud behaves.</summary>
public sealed record FakeCloudOptions
{
    public TimeSpan ListLag { get; init; }

    public TimeSpan ReadyDelay { get; init; }

    /// <summary>Gets how late a late order lands after its signature; past five minutes it is refused.</summary>
    public TimeSpan LateBy { get; init; } = TimeSpan.FromMinutes(4);

    /// <summary>Gets or sets how long the books go on showing what was so before a renewal or a change of plan.</summary>
    public TimeSpan BooksLag { get; set; }

    public TimeSpan IsolationPeriod { get; init; } = TimeSpan.FromDays(7);

    public TimeSpan ClockOffset { get; init; }

    public long? MaxEnvironments { get; set; }

    public long? MaxDeletionsMonthly { get; set; }

    public bool DeliveriesFail { get; init; }

    /// <summary>Gets whether the cloud refuses orders signed more than five minutes ago.</summary>
    public bool RefusesOldSignatures { get; init; } = true;
}
