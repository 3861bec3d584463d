namespace CloudBase.MultiTenant;

/// <summary>Names an isolation strategy: how a tenant's permissions are cut.</summary>
/// <param name="Name">The strategy's name, as used in configuration; compared ordinally.</param>
public readonly record struct IsolationKind(string Name)
{
    /// <summary>Gets the strategy that gives each tenant a sub-account of the cloud's own identity service.</summary>
    public static IsolationKind CamSubAccount { get; } = new("CamSubAccount");

    /// <summary>Gets the strategy in which the platform's own identities authorise and the cloud stays invisible.</summary>
    public static IsolationKind WhiteLabel { get; } = new("WhiteLabel");

    /// <summary>Returns the strategy's name.</summary>
    public override string ToString() => Name ?? string.Empty;
}
