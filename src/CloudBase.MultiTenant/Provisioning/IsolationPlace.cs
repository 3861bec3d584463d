using CloudBase.MultiTenant.Ports;

namespace CloudBase.MultiTenant.Provisioning;

/// <summary>A tenant's place among what the account has a bounded number of, as a shared record of its own, named by the tenant's alias.</summary>
/// <param name="Isolation">The strategy that takes it.</param>
/// <param name="Alias">The tenant's alias.</param>
/// <param name="Until">Until when it is kept, where its identity is made or will not be; null while the tenant's operation runs.</param>
internal sealed record IsolationPlace(string Isolation, string Alias, DateTimeOffset? Until)
{
    /// <summary>The kind of the records.</summary>
    public const string Kind = "isolation-place";

    private const string IsolationName = "isolation";
    private const string UntilName = "until";

    /// <summary>Returns the place that a record keeps; null when the record is none.</summary>
    public static IsolationPlace? Read(SharedRecord record) => record.Data.Find(IsolationName) is { } isolation
        ? new IsolationPlace(isolation, record.Name, WorkflowData.FindTime(record.Data, UntilName))
        : null;

    public bool IsKept(DateTimeOffset now) => Until is null || now < Until;

    public SharedRecord ToRecord(CloudAccountName account, DateTimeOffset now) => new()
    {
        Account = account,
        Kind = Kind,
        Name = Alias,
        Data = StepData.Empty.With(IsolationName, Isolation).With(UntilName, Until is { } until ? WorkflowData.Write(until) : null),
        UpdatedAt = now,
    };
}
